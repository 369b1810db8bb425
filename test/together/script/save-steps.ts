/** Random steps that make versions, or change the record. */
import type { AgentConfig } from '@agent-versions/core';
import fc from 'fast-check';
import { beliefs, expectation, type Facts, rarely, refs, revisionOf, type Step, step } from './step';

const values = fc.oneof(
  { arbitrary: fc.constantFrom<unknown>('a', 'b', '', null, 0, 1.5, true, [], {}), weight: 5 },
  {
    arbitrary: fc.constantFrom<unknown>({ k: null }, { k: [1, 2] }, [{ name: 'x' }], 'e\u0301', 'one\ntwo\n'),
    weight: 2,
  },
);

/** Few fields and few values, so that saves meet. */
const configs: fc.Arbitrary<AgentConfig> = fc.dictionary(
  fc.constantFrom('model', 'tools', 'note', 'instructions', 'constructor', '\u{1f600}'),
  values,
  { maxKeys: 3 },
) as fc.Arbitrary<AgentConfig>;

const removals = rarely(fc.uniqueArray(fc.constantFrom('model', 'note', 'absent'), { minLength: 1, maxLength: 2 }));
const keys = fc.constantFrom(undefined, undefined, undefined, 'k1', 'k2');
const labels = rarely(
  fc.uniqueArray(fc.constantFrom('active', 'production', 'staging'), { minLength: 1, maxLength: 2 }),
);
const texts = fc.constantFrom(undefined, undefined, '', 'why');

const versionOptions = fc.record({ belief: beliefs, key: keys, labels, message: texts, name: rarely(texts) });

type OptionArgs = typeof versionOptions extends fc.Arbitrary<infer A> ? A : never;

function toOptions({ belief, key, labels: chosen, message, name }: OptionArgs, { head, createdAt }: Facts) {
  const expected = expectation(head, belief);
  return { expected, idempotencyKey: key, labels: chosen, message, name, createdAt };
}

const createAgent = step({
  name: 'createAgent',
  args: fc.record({ config: configs, options: versionOptions }),
  act: ({ config, options }, facts) => {
    const { expected: _, ...rest } = toOptions(options, facts);
    return (service) => service.createAgent({ ...config, id: facts.agentId }, rest);
  },
});

const save = step({
  name: 'save',
  args: fc.record({ changes: configs, remove: removals, force: rarely(fc.boolean()), options: versionOptions }),
  act: ({ changes, remove, force, options }, facts) => {
    const kept = remove?.filter((field) => !(field in changes));
    const all = { ...toOptions(options, facts), remove: kept, force };
    return (service) => service.save(facts.agentId, changes, all);
  },
});

const createVersion = step({
  name: 'createVersion',
  args: versionOptions,
  act: (options, facts) => (service) => service.createVersion(facts.agentId, toOptions(options, facts)),
});

const updateAgent = step({
  name: 'updateAgent',
  args: fc.record({ changes: configs, remove: removals, belief: beliefs }),
  act: ({ changes, remove, belief }, facts) => {
    const kept = remove?.filter((field) => !(field in changes));
    const input = { id: facts.agentId, changes, remove: kept, expected: revisionOf(facts, belief) };
    return (service) => service.updateAgent(input);
  },
});

const restore = step({
  name: 'restore',
  args: fc.record({ ref: refs, force: rarely(fc.boolean()), options: versionOptions }),
  act: ({ ref, force, options }, facts) => {
    const all = { ...toOptions(options, facts), force };
    return (service, world) => service.restore(facts.agentId, world.ref(ref(facts)), all);
  },
});

const rollback = step({
  name: 'rollback',
  args: fc.record({ ref: refs, options: versionOptions }),
  act: ({ ref, options }, facts) => {
    const all = toOptions(options, facts);
    return (service, world) => service.rollback(facts.agentId, world.ref(ref(facts)), all);
  },
});

/** Every kind, the frequent ones several times. */
export const saveSteps: fc.Arbitrary<Step>[] = [
  ...[createAgent, createAgent, createAgent, createAgent],
  ...[save, save, save, save, save, save, save, save],
  ...[createVersion, updateAgent, updateAgent, restore, restore, rollback],
];
