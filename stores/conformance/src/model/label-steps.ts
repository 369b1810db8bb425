/** Random steps on labels. */
import { deepStrictEqual } from 'node:assert/strict';
import type { LabelMove } from '@agent-versions/core';
import fc from 'fast-check';
import { HOSTILE_TEXTS } from '../hazards/values';
import { compareBytes } from '../samples';
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
    const expected = expectation(model.versions.label(agentId, label)?.revision ?? 0, belief);
    const input = { agentId, label, versionId, expected, ...who };
    return agree(real.versions.setLabel(input), (seen) => model.versions.setLabel(input, seen));
  },
});

const removeLabel = step({
  name: 'removeLabel',
  args: fc.record({ agent: agentIndex, label: names, belief: beliefs, texts }),
  run: ({ agent, label, belief, texts: who }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    const expected = expectation(model.versions.label(agentId, label)?.revision ?? 0, belief);
    const input = { agentId, label, expected, ...who };
    return agree(real.versions.removeLabel(input), () => model.versions.removeLabel(input));
  },
});

const readLabels = step({
  name: 'listLabels and getVersionByLabel',
  args: fc.record({ agent: agentIndex, label: names }),
  run: async ({ agent, label }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    await agree(real.versions.listLabels(agentId), () => model.versions.labels(agentId));
    await agree(real.versions.getVersionByLabel(agentId, label), () => model.versions.byLabel(agentId, label));
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
    const known = moves.map(({ id: _, movedAt: __, ...move }) => move);
    deepStrictEqual(known.toSorted(inOrder), model.versions.moves(agentId, label).toSorted(inOrder));
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
  setLabel,
  removeLabel,
  readLabels,
  listLabelMoves,
];
