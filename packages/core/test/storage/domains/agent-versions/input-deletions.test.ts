/** What takes versions away. */
import { describe, expect, it } from 'vitest';
import type {
  DeleteHistoryInput,
  DeletionNote,
  PruneVersionsInput,
  RedactVersionInput,
} from '../../../../src/storage/domains/agent-versions/calls';
import {
  parseDeleteHistory,
  parseDeletionNote,
  parsePruneVersions,
  parseRedactVersion,
} from '../../../../src/storage/domains/agent-versions/input-deletions';
import { pathsOf } from '../../paths-of';

const nobody = { deletedBy: undefined, reason: undefined };

describe('parseDeletionNote', () => {
  it('says who and why, or that nobody said', () => {
    expect(parseDeletionNote()).toStrictEqual(nobody);
    expect(parseDeletionNote({ reason: '' })).toStrictEqual({ deletedBy: undefined, reason: '' });
    expect(pathsOf(() => parseDeletionNote({ deletedBy: 1, why: '' } as object)).sort()).toEqual(['deletedBy', 'why']);
    expect(pathsOf(() => parseDeletionNote(null as unknown as DeletionNote))).toEqual(['']);
  });
});

describe('parsePruneVersions', () => {
  it('prunes up to a thousand, whatever their time and name, unless said otherwise', () => {
    const unsaid = { after: 0, before: undefined, keepNamed: false, limit: 1000, dryRun: false, ...nobody };
    expect(parsePruneVersions({ agentId: 'a', through: 9 })).toStrictEqual({ agentId: 'a', through: 9, ...unsaid });
    const said = { after: 2, before: new Date(0), keepNamed: true, limit: 1, dryRun: true, deletedBy: '', reason: 'r' };
    const input = { agentId: 'a', through: 9, ...said };
    expect(parsePruneVersions(input)).toStrictEqual(input);
  });

  it.each<[object, string[]]>([
    [{ through: 0 }, ['through']],
    [{ through: undefined }, ['through']],
    [
      { after: -1, before: 0, keepNamed: 1, limit: 1001, dryRun: 'no' },
      ['after', 'before', 'dryRun', 'keepNamed', 'limit'],
    ],
    [{ keepLast: 3 }, ['keepLast']],
  ])('refuses %j', (fields, paths) => {
    const input = { agentId: 'a', through: 1, ...fields } as PruneVersionsInput;
    expect(pathsOf(() => parsePruneVersions(input)).sort()).toEqual(paths);
  });
});

describe('parseRedactVersion', () => {
  it('says which, who and why', () => {
    const which = { agentId: 'a', versionId: 'v' };
    expect(parseRedactVersion(which)).toStrictEqual({ ...which, redactedBy: undefined, reason: undefined });
    expect(parseRedactVersion({ ...which, redactedBy: 'b', reason: '' })).toMatchObject({
      redactedBy: 'b',
      reason: '',
    });
    expect(pathsOf(() => parseRedactVersion({ ...which, deletedBy: 'b' } as RedactVersionInput))).toEqual([
      'deletedBy',
    ]);
  });
});

describe('parseDeleteHistory', () => {
  it('leaves the record, or takes it at a revision or any', () => {
    const unsaid = { record: undefined, lastNumber: undefined, ...nobody };
    expect(parseDeleteHistory({ agentId: 'a' })).toStrictEqual({ agentId: 'a', ...unsaid });
    expect(parseDeleteHistory({ agentId: 'a', lastNumber: 3 }).lastNumber).toBe(3);
    expect(parseDeleteHistory({ agentId: 'a', record: {} }).record).toStrictEqual({ expected: undefined });
    expect(parseDeleteHistory({ agentId: 'a', record: { expected: 2 } }).record).toStrictEqual({ expected: 2 });
  });

  it.each<[object, string[]]>([
    [{ record: { expected: 'none' } }, ['record.expected']],
    [{ record: true }, ['record']],
    [{ lastNumber: 0 }, ['lastNumber']],
  ])('refuses %j', (fields, paths) => {
    expect(pathsOf(() => parseDeleteHistory({ agentId: 'a', ...fields } as DeleteHistoryInput))).toEqual(paths);
  });
});
