/** Random steps on versions. */
import { deepStrictEqual } from 'node:assert/strict';
import type { CreateVersionInput } from '@agent-versions/core';
import fc from 'fast-check';
import { STORABLE_TIMES } from '../hazards/ids';
import { REFUSED_VALUES } from '../hazards/refused-values';
import { HOSTILE_TEXTS } from '../hazards/values';
import { outcomes } from '../refusal';
import { configurations } from './json';
import {
  agentIndex,
  agree,
  beliefs,
  choose,
  expectation,
  index,
  type Model,
  pages,
  rarely,
  type Step,
  step,
} from './step';

const text = fc.constantFrom(...HOSTILE_TEXTS.map((row) => row.text));
const orders = fc.record({
  field: fc.constantFrom('versionNumber' as const, 'createdAt' as const),
  direction: fc.constantFrom('ASC' as const, 'DESC' as const),
});

/** A version that exists, if any does; one time in six an id that may be none's. */
export function anyVersion(model: Model, chosen: number): string {
  const there = model.versions.histories.ids();
  return choose(chosen % 6 === 0 || there.length === 0 ? model.names : there, chosen);
}

const newVersions = fc.record({
  agent: agentIndex,
  snapshot: fc.oneof(configurations, fc.constantFrom({}, { a: 1 })),
  belief: beliefs,
  id: rarely(index),
  number: rarely(fc.constantFrom(0, 0, 0, -1, 1)),
  labels: rarely(fc.uniqueArray(fc.constantFrom('active', 'production', 'a-b'), { maxLength: 2 })),
  record: rarely(fc.constantFrom(0, 0, 0, -1, 1)),
  key: fc.constantFrom(undefined, undefined, 0, 1),
  restoredFrom: rarely(index),
  createdAt: rarely(fc.constantFrom(...STORABLE_TIMES)),
  name: rarely(text),
  changeMessage: rarely(text),
  createdBy: rarely(text),
  changedFields: rarely(fc.array(text, { maxLength: 3 })),
});

/** The call that random arguments stand for, in the state that the model is in. */
function toCreateVersion(
  model: Model,
  args: typeof newVersions extends fc.Arbitrary<infer A> ? A : never,
): CreateVersionInput {
  const { agent, snapshot, id, number, belief, record, key, restoredFrom, createdAt, ...texts } = args;
  const agentId = choose(model.agentIds, agent);
  const named = (chosen: number | undefined): string | undefined =>
    chosen === undefined ? undefined : choose(model.names, chosen);
  const revision = model.agents.get(agentId)?.revision ?? 0;
  return {
    ...texts,
    agentId,
    snapshot,
    id: named(id),
    versionNumber: number === undefined ? undefined : Math.max(1, model.versions.next(agentId) + number),
    expected: expectation(model.versions.head(agentId), belief),
    record: record === undefined ? undefined : { expected: Math.max(0, revision + record) || 'none' },
    idempotencyKey: named(key),
    restoredFrom: restoredFrom === undefined ? undefined : anyVersion(model, restoredFrom),
    createdAt: createdAt === undefined ? undefined : new Date(createdAt),
  };
}

const createVersion = step({
  name: 'createVersion',
  args: newVersions,
  run: async (args, { model, real }) => {
    const input = toCreateVersion(model, args);
    await agree(real.versions.createVersion(input), (seen) => model.versions.create(input, seen));
    if (input.record) model.agents.learnTimes(await real.agents.getAgent(input.agentId));
    if (input.labels) model.versions.labels.learnTimes(await real.versions.listLabels(input.agentId));
  },
});

const createRefused = step({
  name: 'createVersion, refused',
  args: fc.record({ agent: agentIndex, hazard: fc.nat({ max: REFUSED_VALUES.length - 4 }) }),
  run: async ({ agent, hazard }, { model, real }) => {
    const snapshot = { value: REFUSED_VALUES[hazard]?.value };
    const [answer] = await outcomes([
      real.versions.createVersion({ agentId: choose(model.agentIds, agent), snapshot }),
    ]);
    deepStrictEqual(answer?.ok === false && answer.refusal.code, 'invalid_input');
  },
});

const getVersion = step({
  name: 'getVersion',
  args: index,
  run: (chosen, { model, real }) => {
    const id = anyVersion(model, chosen);
    return agree(real.versions.getVersion(id), () => model.versions.histories.get(id));
  },
});

const getVersions = step({
  name: 'getVersions',
  args: fc.array(index, { maxLength: 6 }),
  run: (chosen, { model, real }) => {
    const ids = chosen.map((each) => anyVersion(model, each));
    const found = () => ids.map((id) => model.versions.histories.get(id)).filter((version) => version !== null);
    return agree(real.versions.getVersions(ids), found);
  },
});

const getVersionByNumber = step({
  name: 'getVersionByNumber',
  args: fc.record({ agent: agentIndex, number: fc.integer({ min: 1, max: 6 }) }),
  run: ({ agent, number }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    const found = () => model.versions.of(agentId).find(({ versionNumber }) => versionNumber === number) ?? null;
    return agree(real.versions.getVersionByNumber(agentId, number), found);
  },
});

const getLatestAndCount = step({
  name: 'getLatestVersion and countVersions',
  args: agentIndex,
  run: async (agent, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    await agree(real.versions.getLatestVersion(agentId), () => model.versions.of(agentId).at(-1) ?? null);
    await agree(real.versions.countVersions(agentId), () => model.versions.of(agentId).length);
  },
});

const listVersions = step({
  name: 'listVersions',
  args: fc.record(
    { agent: agentIndex, page: pages, orderBy: orders, includeSnapshot: fc.boolean() },
    { requiredKeys: ['agent', 'page'] },
  ),
  run: ({ agent, page, ...rest }, { model, real }) => {
    const input = { agentId: choose(model.agentIds, agent), ...page, ...rest };
    return agree(real.versions.listVersions(input), () => model.versions.list(input));
  },
});

const listVersionsBefore = step({
  name: 'listVersions before',
  args: fc.record({
    agent: agentIndex,
    before: fc.integer({ min: 1, max: 14 }),
    perPage: fc.constantFrom(1, 2, 3, 1000),
  }),
  run: ({ agent, ...keyset }, { model, real }) => {
    const input = { agentId: choose(model.agentIds, agent), ...keyset };
    return agree(real.versions.listVersions(input), () => model.versions.list(input));
  },
});

/** Every kind, the frequent ones several times. */
export const versionSteps: fc.Arbitrary<Step>[] = [
  ...Array.from({ length: 8 }, () => createVersion),
  createRefused,
  ...[getVersion, getVersions, getVersionByNumber, getLatestAndCount],
  ...[listVersions, listVersions, listVersionsBefore],
];
