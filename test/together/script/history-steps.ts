/** Random steps that read versions, take them away, or check what is left. */
import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { beliefs, rarely, refs, revisionOf, type Step, step } from './step';

const get = step({
  name: 'get',
  args: refs,
  act: (ref, facts) => (service, world) => service.get(facts.agentId, world.ref(ref(facts))),
});

const resolve = step({
  name: 'resolve',
  args: rarely(refs),
  act: (ref, facts) => (service, world) => service.resolve(facts.agentId, ref ? world.ref(ref(facts)) : undefined),
});

const resolveByKey = step({
  name: 'resolve by key',
  args: fc.record({ label: fc.constantFrom('active', 'production'), key: fc.string({ maxLength: 5 }) }),
  act:
    ({ label, key }, { agentId }) =>
    async (service) => {
      // which share a key falls to follows from ids: here only that it is one, and always the same
      const [served, again] = [
        await service.resolve(agentId, label, { key }),
        await service.resolve(agentId, label, { key }),
      ];
      deepStrictEqual(again, served);
      const set = (await service.listLabels(agentId)).find((each) => each.label === label);
      return set?.targets.some(({ versionId }) => versionId === served.id);
    },
});

const compare = step({
  name: 'compare',
  args: fc.record({ from: refs, to: refs }),
  act:
    ({ from, to }, facts) =>
    (service, world) =>
      service.compare(facts.agentId, { from: world.ref(from(facts)), to: world.ref(to(facts)) }),
});

const list = step({
  name: 'list',
  args: fc.record({ page: fc.constantFrom(1, 2), perPage: fc.constantFrom(2, 20), includeSnapshot: fc.boolean() }),
  act:
    (page, { agentId }) =>
    (service) =>
      service.list({ agentId, ...page }),
});

const getAgent = step({
  name: 'getAgent',
  args: fc.constant(null),
  act:
    (_, { agentId }) =>
    (service) =>
      service.getAgent(agentId),
});

const remove = step({
  name: 'delete',
  args: fc.record({ ref: refs, reason: rarely(fc.constant('why')) }),
  act:
    ({ ref, reason }, facts) =>
    (service, world) =>
      service.delete(facts.agentId, world.ref(ref(facts)), { reason }),
});

const prune = step({
  name: 'prune',
  args: fc.record({
    keepLast: fc.constantFrom(undefined, 1, 2, 3),
    maxAge: fc.constantFrom(undefined, undefined, 1, 3_000_000_000_000),
    keepNamed: fc.boolean(),
    dryRun: fc.boolean(),
  }),
  act:
    (options, { agentId }) =>
    (service) =>
      service.prune(agentId, options),
});

const enforceRetentionLimit = step({
  name: 'enforceRetentionLimit',
  args: fc.constantFrom(0, 2, 4),
  act:
    (limit, { agentId }) =>
    (service) =>
      service.enforceRetentionLimit(agentId, limit),
});

const redact = step({
  name: 'redact',
  args: refs,
  act: (ref, facts) => (service, world) =>
    service.redact(facts.agentId, world.ref(ref(facts)), { reason: 'Leaked key' }),
});

const deleteAgent = step({
  name: 'deleteAgent',
  args: fc.record({ belief: beliefs, reason: rarely(fc.constant('why')) }),
  act:
    ({ belief, reason }, facts) =>
    (service) =>
      service.deleteAgent(facts.agentId, { expected: revisionOf(facts, belief), reason }),
});

const verifyHistory = step({
  name: 'verifyHistory',
  args: fc.constant(null),
  act:
    (_, { agentId }) =>
    (service) =>
      service.verifyHistory(agentId),
});

/** Every kind, the frequent ones several times. */
export const historySteps: fc.Arbitrary<Step>[] = [
  ...[get, get, get, resolve, resolveByKey, compare, compare, list, getAgent],
  ...[remove, remove, prune, enforceRetentionLimit, redact, deleteAgent, verifyHistory],
];
