/** Histories and moves of other stores. */
import { describe, expect, it } from 'vitest';
import type { ImportHistoryInput } from '../../../../src/storage/domains/agent-versions/calls';
import {
  parseImportLabelMoves,
  prepareImportHistory,
} from '../../../../src/storage/domains/agent-versions/input-import';
import type { AgentVersion, HistoryEntry, LabelMove } from '../../../../src/storage/domains/agent-versions/records';
import { pathsOf } from '../../paths-of';

const EMPTY_HASH = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const createdAt = new Date(0);

function version(versionNumber: number, fields: Partial<AgentVersion> = {}): HistoryEntry {
  const made = {
    id: `v${versionNumber}`,
    agentId: 'a',
    versionNumber,
    contentHash: EMPTY_HASH,
    createdAt,
    snapshot: {},
  };
  return { kind: 'version', version: { ...made, ...fields } };
}

function deletion(versionNumber: number): HistoryEntry {
  const gone = {
    agentId: 'a',
    versionNumber,
    versionId: 'v',
    contentHash: EMPTY_HASH,
    createdAt,
    deletedAt: createdAt,
  };
  return { kind: 'deletion', deletion: gone };
}

describe('prepareImportHistory', () => {
  it('gives copies in which every field has a key, and the canonical text', () => {
    const prepared = prepareImportHistory({ agentId: 'a', expected: 0, entries: [version(1), deletion(2)] });
    expect(prepared).toMatchObject({ agentId: 'a', expected: 0, floorHash: undefined, firstNumber: 1 });
    const [first, second] = prepared.entries;
    expect(first?.kind === 'version' && first.version).toStrictEqual({
      id: 'v1',
      agentId: 'a',
      versionNumber: 1,
      name: undefined,
      changedFields: undefined,
      changeMessage: undefined,
      createdBy: undefined,
      restoredFrom: undefined,
      idempotencyKey: undefined,
      contentHash: EMPTY_HASH,
      chainHash: undefined,
      createdAt,
      redactedAt: undefined,
      redactedBy: undefined,
      redactionReason: undefined,
      snapshot: {},
      canonical: '{}',
    });
    expect(Object.keys((second?.kind === 'deletion' && second.deletion) || {})).toHaveLength(11);
  });

  it('begins above 1 where there is no history yet, and notes where', () => {
    const input = { agentId: 'a', expected: 0, entries: [deletion(4), version(5)] };
    expect(prepareImportHistory(input)).toMatchObject({ firstNumber: 4, floorHash: undefined });
    const floorHash = EMPTY_HASH;
    expect(prepareImportHistory({ ...input, floorHash })).toMatchObject({ firstNumber: 4, floorHash });
    expect(prepareImportHistory({ agentId: 'a', expected: 6, entries: [version(7)] }).firstNumber).toBe(7);
  });

  it('takes a redacted version without its content', () => {
    const contentHash = 'a'.repeat(64);
    const entries = [version(1, { contentHash, redactedAt: createdAt, redactedBy: '', redactionReason: 'r' })];
    expect(() => prepareImportHistory({ agentId: 'a', expected: 0, entries })).not.toThrow();
  });

  it.each<[string, Partial<ImportHistoryInput>, string]>([
    ['no entries', { entries: [] }, 'entries'],
    ['more than a thousand', { entries: Array(1001).fill(version(1)) }, 'entries'],
    ['a hole', { entries: [version(1), version(3)] }, 'entries[1].version.versionNumber'],
    ['a step back', { entries: [version(1), deletion(1)] }, 'entries[1].deletion.versionNumber'],
    ['a start elsewhere', { expected: 3 }, 'entries[0]'],
    ['a floor below 1', { floorHash: EMPTY_HASH }, 'floorHash'],
    ['a floor in the middle', { expected: 3, entries: [version(4)], floorHash: EMPTY_HASH }, 'floorHash'],
    ['another agent', { entries: [version(1, { agentId: 'b' })] }, 'entries[0].version.agentId'],
    ['an id twice', { entries: [version(1), version(2, { id: 'v1' })] }, 'entries[1].version.id'],
    [
      'a key twice',
      { entries: [version(1, { idempotencyKey: 'k' }), version(2, { idempotencyKey: 'k' })] },
      'entries[1].version.idempotencyKey',
    ],
    ['another hash', { entries: [version(1, { snapshot: { a: 1 } })] }, 'entries[0].version.contentHash'],
    ['no JSON', { entries: [version(1, { snapshot: { a: 1n } })] }, 'entries[0].version.snapshot.a'],
    [
      'content of what is redacted',
      { entries: [version(1, { snapshot: { a: 1 }, redactedAt: createdAt })] },
      'entries[0].version.snapshot',
    ],
    ['a redaction without time', { entries: [version(1, { redactionReason: '' })] }, 'entries[0].version.redactedAt'],
    ['no number of a history', { expected: -1 }, 'expected'],
  ])('refuses %s', (_, fields, path) => {
    const input = { agentId: 'a', expected: 0, entries: [version(1)], ...fields };
    expect(pathsOf(() => prepareImportHistory(input))[0]).toBe(path);
  });

  it('keeps to the limits it is given', () => {
    const contentHash = '015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862';
    const entries = [version(1, { snapshot: { a: 1 }, contentHash })];
    const input = { agentId: 'a', expected: 0, entries };
    expect(prepareImportHistory(input).entries).toHaveLength(1);
    expect(pathsOf(() => prepareImportHistory(input, { maxBytes: 6 }))).toEqual(['entries[0].version.snapshot']);
  });
});

describe('parseImportLabelMoves', () => {
  const move = (fields: Partial<LabelMove> = {}): LabelMove => {
    const to = [{ versionId: 'v', weight: 10_000 }];
    return { id: 'm1', agentId: 'a', label: 'b', revision: 1, to, movedAt: createdAt, ...fields };
  };

  it('gives copies in which every field has a key, of labels in any order', () => {
    const moves = [move(), move({ id: 'm2', label: 'c', revision: 4 }), move({ id: 'm3', revision: 2, to: undefined })];
    const parsed = parseImportLabelMoves({ agentId: 'a', moves });
    const unsaid = { from: undefined, movedBy: undefined, reason: undefined };
    expect(parsed.moves).toStrictEqual(moves.map((each) => ({ ...each, ...unsaid })));
    expect(parseImportLabelMoves({ agentId: 'a', moves: [] }).moves).toEqual([]);
  });

  it.each<[string, LabelMove[], string]>([
    ['a revision twice', [move(), move({ id: 'm2' })], 'moves[1].revision'],
    ['an id twice', [move(), move({ revision: 2 })], 'moves[1].id'],
    ['another agent', [move({ agentId: 'b' })], 'moves[0].agentId'],
    ['shares that do not sum up', [move({ from: [{ versionId: 'v', weight: 1 }] })], 'moves[0].from'],
    ['more than a thousand', Array(1001).fill(move()), 'moves'],
  ])('refuses %s', (_, moves, path) => {
    expect(pathsOf(() => parseImportLabelMoves({ agentId: 'a', moves }))[0]).toBe(path);
  });
});
