/** The contract of `agentVersions.importLabelMoves`. */
import type { ImportLabelMovesInput, LabelMove } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { freshId } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';
import { busyHistory } from './travels';

/** Proves that labels arrive with all that ever happened to them. */
export function importMovesContract(input: StoreConformanceInput): void {
  describe('agentVersions.importLabelMoves', () => {
    const from = openForTests(input);
    const to = openForTests(input);
    describe('takes in', () => takesIn(from, to));
    describe('refuses', () => refuses(from, to));
  });
}

/** A history in both stores, with labels and moves in the first: those moves, oldest first, and versions to point at. */
async function movedLabels(from: StoreUnderTest, to: StoreUnderTest) {
  const { agentId, entries } = await busyHistory(from);
  await to.versions.importHistory({ agentId, expected: 0, entries });
  const ids = entries.flatMap((entry) => (entry.kind === 'version' ? [entry.version.id] : []));
  const [first = '', second = '', , last = ''] = ids;
  const say = { movedBy: 'ada', reason: '' };
  await from.versions.setLabel({ agentId, label: 'production', versionId: first, ...say });
  await from.versions.setLabel({ agentId, label: 'active', versionId: second });
  const targets = [
    { versionId: first, weight: 3000 },
    { versionId: last, weight: 7000 },
  ];
  await from.versions.setLabel({ agentId, label: 'active', targets, movedBy: 'bob' });
  await from.versions.removeLabel({ agentId, label: 'production', reason: 'over' });
  await from.versions.setLabel({ agentId, label: 'canary', versionId: second });
  const { moves } = await from.versions.listLabelMoves({ agentId, perPage: 1000 });
  return { agentId, moves: moves.toReversed(), first, last };
}

async function labelsAndMoves({ versions }: StoreUnderTest, agentId: string) {
  return [await versions.listLabels(agentId), await versions.listLabelMoves({ agentId, perPage: 1000 })];
}

function takesIn(from: StoreUnderTest, to: StoreUnderTest): void {
  it('moves as they are; labels point where their last move went', async () => {
    const { agentId, moves, last } = await movedLabels(from, to);
    await to.agents.createAgent({ id: agentId });
    expect(await to.versions.importLabelMoves({ agentId, moves })).toBe(5);
    expect(await labelsAndMoves(to, agentId)).toStrictEqual(await labelsAndMoves(from, agentId));
    expect(await to.agents.getAgent(agentId)).toMatchObject({ activeVersionId: last, revision: 1 });
  });

  it('only what is new: all again changes nothing, in stretches each move comes once', async () => {
    const { agentId, moves } = await movedLabels(from, to);
    const counts = [];
    for (const stretch of [moves.slice(0, 2), moves.slice(1, 4), moves, moves, []]) {
      counts.push(await to.versions.importLabelMoves({ agentId, moves: stretch }));
    }
    expect(counts).toEqual([2, 2, 1, 0, 0]);
    expect(await labelsAndMoves(to, agentId)).toStrictEqual(await labelsAndMoves(from, agentId));
  });

  it('what was moved on here since stays where it is', async () => {
    const { agentId, moves, first } = await movedLabels(from, to);
    await to.versions.importLabelMoves({ agentId, moves });
    const set = await to.versions.setLabel({ agentId, label: 'canary', versionId: first });
    expect(await to.versions.importLabelMoves({ agentId, moves })).toBe(0);
    expect(set.revision).toBe(2);
    expect((await to.versions.listLabels(agentId)).find(({ label }) => label === 'canary')).toEqual(set);
  });

  it('moves between versions that are gone, if the last one is of those that are there', async () => {
    const { agentId, moves, last } = await movedLabels(from, to);
    const gone = [{ versionId: freshId('version'), weight: 10_000 }];
    const move = moves.find(({ label }) => label === 'canary') as LabelMove;
    const others = [
      { ...move, to: gone },
      { ...move, id: freshId('move'), revision: 2, from: gone, to: [{ versionId: last, weight: 10_000 }] },
    ];
    expect(await to.versions.importLabelMoves({ agentId, moves: others })).toBe(2);
    expect(await to.versions.listLabels(agentId)).toMatchObject([{ label: 'canary', revision: 2 }]);
  });

  it('a stretch that ends on a version that is gone, where more follows: the label is unset until then', async () => {
    const { agentId, moves, last } = await movedLabels(from, to);
    const gone = [{ versionId: freshId('version'), weight: 10_000 }];
    const first = { ...(moves[0] as LabelMove), label: 'active', revision: 1, to: gone };
    const next = { ...first, id: freshId('move'), revision: 2, from: gone, to: [{ versionId: last, weight: 10_000 }] };
    expect(await to.versions.importLabelMoves({ agentId, moves: [first], more: true })).toBe(1);
    expect(await to.versions.listLabels(agentId)).toEqual([]);
    expect(await to.versions.importLabelMoves({ agentId, moves: [next] })).toBe(1);
    expect(await to.versions.listLabels(agentId)).toMatchObject([{ label: 'active', revision: 2, targets: next.to }]);
  });
}

function refuses(from: StoreUnderTest, to: StoreUnderTest): void {
  const conflict = (agentId: string, label: string, expected: number | string, actual: number | string) => {
    return { code: 'conflict', entity: 'label', id: `${agentId}/${label}`, expected, actual };
  };

  it('another move in the place of one, or one that does not follow', async () => {
    const { agentId, moves } = await movedLabels(from, to);
    const active = moves.filter(({ label }) => label === 'active');
    const skipping = to.versions.importLabelMoves({ agentId, moves: active.slice(1) });
    expect(await refusal(skipping)).toEqual(conflict(agentId, 'active', 1, 'none'));
    await to.versions.importLabelMoves({ agentId, moves: active });
    const other = { ...(active[1] as LabelMove), id: freshId('move') };
    const instead = to.versions.importLabelMoves({ agentId, moves: [...moves.slice(0, 1), other] });
    expect(await refusal(instead)).toEqual(conflict(agentId, 'active', 1, 2));
    expect((await to.versions.listLabelMoves({ agentId })).total).toBe(2);
  });

  it('an id that another move has', async () => {
    const { agentId, moves } = await movedLabels(from, to);
    await to.versions.importLabelMoves({ agentId, moves });
    const taken = { ...(moves[0] as LabelMove), label: 'other', revision: 1 };
    const call = to.versions.importLabelMoves({ agentId, moves: [taken] });
    expect(await refusal(call)).toEqual(conflict(agentId, 'other', 'none', 'none'));
  });

  it('a label that would point at what is not there, and takes in nothing', async () => {
    const { agentId, moves } = await movedLabels(from, to);
    const versionId = freshId('version');
    const last = { ...(moves.at(-1) as LabelMove), to: [{ versionId, weight: 10_000 }] };
    const call = to.versions.importLabelMoves({ agentId, moves: [...moves.slice(0, -1), last] });
    expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'version', id: versionId });
    expect(await labelsAndMoves(to, agentId)).toMatchObject([[], { total: 0 }]);
  });

  it('what is no move, each at its place', async () => {
    const { agentId, moves } = await movedLabels(from, to);
    const move = moves[0] as LabelMove;
    const wrong: [Partial<Record<keyof ImportLabelMovesInput, unknown>>, string][] = [
      [{ moves: [move, { ...move, id: freshId() }] }, 'moves[1].revision'],
      [{ moves: [move, { ...move, label: 'other' }] }, 'moves[1].id'],
      [{ moves: [{ ...move, agentId: freshId() }] }, 'moves[0].agentId'],
      [{ moves: [{ ...move, label: 'head' }] }, 'moves[0].label'],
      [{ moves: [{ ...move, revision: 0 }] }, 'moves[0].revision'],
      [{ moves: [{ ...move, to: [{ versionId: 'v', weight: 5 }] }] }, 'moves[0].to'],
      [{ moves: [{ ...move, movedAt: 5 }] }, 'moves[0].movedAt'],
      [{ moves: [{ ...move, weight: 5 }] }, 'moves[0].weight'],
      [{ moves: Array(1001).fill(move) }, 'moves'],
      [{ moves: null }, 'moves'],
    ];
    for (const [fields, path] of wrong) {
      const call = to.versions.importLabelMoves({ agentId, moves: [], ...fields } as ImportLabelMovesInput);
      const { code, paths } = await refusal(call);
      expect({ code, paths: (paths as string[]).slice(0, 1) }).toEqual({ code: 'invalid_input', paths: [path] });
    }
  });
}
