/** Random steps on labels. */
import { deepStrictEqual } from 'node:assert/strict';
import type { LabelMove } from '@agent-versions/core';
import fc from 'fast-check';
import { HOSTILE_TEXTS } from '../hazards/values';
import { compareBytes } from '../samples';
import type { KnownMove } from './labels-model';
import { agentIndex, agree, beliefs, choose, expectation, index, pages, type Step, step } from './step';
import { anyVersion } from './version-steps';
import { cutPage } from './versions-model';

const names = fc.constantFrom('active', 'production', 'a_b', 'a-b');
const texts = fc.record(
  {
    movedBy: fc.constantFrom(...HOSTILE_TEXTS.map(({ text }) => text)),
    reason: fc.constantFrom(...HOSTILE_TEXTS.map(({ text }) => text)),
  },
  { requiredKeys: [] },
);

const setLabel = step({
  name: 'setLabel',
  args: fc.record({
    agent: agentIndex,
    label: names,
    version: index,
    own: fc.constantFrom(true, true, true, false),
    belief: beliefs,
    texts,
  }),
  run: ({ agent, label, version, own, belief, texts: who }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    const ownIds = model.versions.of(agentId).map(({ id }) => id);
    // mostly a version of this agent: the others are refused
    const versionId = own && ownIds.length > 0 ? choose(ownIds, version) : anyVersion(model, version);
    const expected = expectation(model.versions.labels.get(agentId, label)?.revision ?? 0, belief);
    const input = { agentId, label, versionId, expected, ...who };
    return agree(real.versions.setLabel(input), (seen) => model.versions.setLabel(input, seen));
  },
});

const splitLabel = step({
  name: 'setLabel, split',
  args: fc.record({
    agent: agentIndex,
    label: names,
    versions: fc.array(index, { minLength: 2, maxLength: 4 }),
    weight: fc.constantFrom(1, 2500, 5000, 9999),
    belief: beliefs,
    texts,
  }),
  run: ({ agent, label, versions, weight, belief, texts: who }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    const own = model.versions.of(agentId).map(({ id }) => id);
    const ids = [...new Set(versions.map((each) => (own.length > 0 ? choose(own, each) : choose(model.names, each))))];
    // one has the weight drawn, the last what is left, those between them 1 each
    const others = ids.slice(1).map((versionId) => ({ versionId, weight: 1 }));
    const first = { versionId: ids[0] ?? '', weight: Math.min(weight, 10_000 - others.length) };
    const last = others.at(-1) ?? first;
    last.weight = 10_000 - [first, ...others].reduce((sum, each) => sum + (each === last ? 0 : each.weight), 0);
    const expected = expectation(model.versions.labels.get(agentId, label)?.revision ?? 0, belief);
    const input = { agentId, label, targets: [first, ...others], expected, ...who };
    return agree(real.versions.setLabel(input), (seen) => model.versions.setLabel(input, seen));
  },
});

const removeLabel = step({
  name: 'removeLabel',
  args: fc.record({ agent: agentIndex, label: names, belief: beliefs, texts }),
  run: ({ agent, label, belief, texts: who }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    const expected = expectation(model.versions.labels.get(agentId, label)?.revision ?? 0, belief);
    const input = { agentId, label, expected, ...who };
    return agree(real.versions.removeLabel(input).then(withoutLuck), () => model.versions.removeLabel(input));
  },
});

/** A move without the id and the time that only the store knows. */
function withoutLuck(move: LabelMove | null): Omit<LabelMove, 'id' | 'movedAt'> | null {
  if (!move) return null;
  const { id: _, movedAt: __, ...known } = move;
  return known;
}

const readLabels = step({
  name: 'listLabels and getVersionByLabel',
  args: fc.record({ agent: agentIndex, label: names }),
  run: async ({ agent, label }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    await agree(real.versions.listLabels(agentId), () => model.versions.labels.of(agentId));
    await agree(real.versions.getVersionByLabel(agentId, label), () => {
      return model.versions.find(agentId, { label })[0]?.version ?? null;
    });
  },
});

const listLabelMoves = step({
  name: 'listLabelMoves',
  args: fc.record({ agent: agentIndex, label: names, page: pages }, { requiredKeys: ['agent', 'page'] }),
  run: async ({ agent, label, page }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    const { moves } = await real.versions.listLabelMoves({ agentId, label, perPage: 1000 });
    deepStrictEqual(moves, moves.toSorted(newestFirst));
    const inOrder = (left: Partial<LabelMove>, right: Partial<LabelMove>): number =>
      compareBytes(String(left.label), String(right.label)) || Number(left.revision) - Number(right.revision);
    const known = moves.map((move) => withoutLuck(move) as KnownMove);
    deepStrictEqual(known.toSorted(inOrder), model.versions.labels.moves(agentId, label).toSorted(inOrder));
    const { items, ...rest } = cutPage(moves, page);
    await agree(real.versions.listLabelMoves({ agentId, label, ...page }), () => ({ moves: items, ...rest }));
  },
});

/** Newest first; ties of time by revision, then id. */
function newestFirst(left: LabelMove, right: LabelMove): number {
  const time = right.movedAt.getTime() - left.movedAt.getTime();
  return time || right.revision - left.revision || compareBytes(right.id, left.id);
}

/** Every kind, the frequent ones several times. */
export const labelSteps: fc.Arbitrary<Step>[] = [
  setLabel,
  setLabel,
  setLabel,
  splitLabel,
  removeLabel,
  readLabels,
  listLabelMoves,
];
