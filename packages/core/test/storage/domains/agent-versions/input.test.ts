/** The inputs of the domain `agentVersions`. */
import { describe, expect, it } from 'vitest';
import type {
  CreateVersionInput,
  ListLabelMovesInput,
  ListVersionsInput,
  SetLabelInput,
} from '../../../../src/storage/domains/agent-versions/calls';
import {
  parseIds,
  parseLabel,
  parseVersionNumber,
  prepareVersion,
} from '../../../../src/storage/domains/agent-versions/input';
import { parseRemoveLabel, parseSetLabel } from '../../../../src/storage/domains/agent-versions/input-labels';
import {
  parseListHeads,
  parseListHistory,
  parseListLabelMoves,
  parseListVersions,
} from '../../../../src/storage/domains/agent-versions/input-lists';
import { pathsOf } from '../../paths-of';

describe('prepareVersion', () => {
  it('fills in all but what is the store’s to say', () => {
    expect(prepareVersion({ agentId: 'a', snapshot: { b: 1, a: [-0] } })).toStrictEqual({
      id: expect.stringMatching(/^[0-9A-Z]{26}$/),
      agentId: 'a',
      versionNumber: undefined,
      name: undefined,
      snapshot: { a: [0], b: 1 },
      canonical: '{"a":[0],"b":1}',
      contentHash: '5744d395b80518137c34594ce4d81a11e19dbbd05dab323c04ef991106e554d2',
      changedFields: undefined,
      changeMessage: undefined,
      createdBy: undefined,
      restoredFrom: undefined,
      expected: undefined,
      idempotencyKey: undefined,
      createdAt: undefined,
      entryHash: 'da680588b458c2f9d63b6c61ef1dfbbd11177024b2b5d9a67d75aa1e46c5cd1d',
      labels: [],
      record: undefined,
    });
  });

  it('keeps what it is given, as copies', () => {
    const input = {
      id: 'v1',
      agentId: 'a',
      versionNumber: 2,
      name: '',
      snapshot: { tools: ['search'] },
      changedFields: ['tools'],
      changeMessage: 'more tools',
      createdBy: 'ann',
      restoredFrom: 'v0',
      expected: 1,
      idempotencyKey: 'key',
      createdAt: new Date(0),
      labels: ['b', 'a'],
    };
    const prepared = prepareVersion({ ...input, record: { expected: 3 } });
    input.snapshot.tools.push('later');
    input.changedFields.push('later');
    input.createdAt.setTime(1);
    input.labels.push('later');
    expect(prepared).toMatchObject({
      ...input,
      snapshot: { tools: ['search'] },
      changedFields: ['tools'],
      createdAt: new Date(0),
      labels: ['b', 'a'],
      record: 3,
    });
  });

  it('hashes what a link of the chain says of who and why; null stands for nobody', () => {
    const version = { agentId: 'a', snapshot: {} };
    const hashes = [{}, { createdBy: '' }, { createdBy: 'ann' }, { changeMessage: 'ann' }].map(
      (said) => prepareVersion({ ...version, ...said }).entryHash,
    );
    expect(new Set(hashes).size).toBe(4);
  });

  it('lets a snapshot have fields of the record unless it shall become one', () => {
    const version = { agentId: 'a', snapshot: { id: 'x', revision: 1 } };
    expect(prepareVersion(version).record).toBeUndefined();
    expect(pathsOf(() => prepareVersion({ ...version, record: { expected: 'none' } }))).toEqual([
      'snapshot.id',
      'snapshot.revision',
    ]);
    expect(prepareVersion({ agentId: 'a', snapshot: {}, record: { expected: 'none' } }).record).toBe(0);
  });

  it('writes that no version is expected as 0', () => {
    expect(prepareVersion({ agentId: 'a', snapshot: {}, expected: 'none' }).expected).toBe(0);
  });

  it.each<[string, object, string[]]>([
    ['no agent', { agentId: undefined }, ['agentId']],
    ['no snapshot', { snapshot: undefined }, ['snapshot']],
    ['a snapshot that is no object', { snapshot: [] }, ['snapshot']],
    ['what is no JSON', { snapshot: { a: [{ b: 1n }] } }, ['snapshot.a[0].b']],
    ['ids that are none', { id: '', agentId: 'a\n', restoredFrom: 1 }, ['id', 'agentId', 'restoredFrom']],
    ['a key longer than an id', { idempotencyKey: 'k'.repeat(256) }, ['idempotencyKey']],
    [
      'texts that no store holds',
      { name: 'a\0', changeMessage: '\ud800', createdBy: null },
      ['name', 'changeMessage', 'createdBy'],
    ],
    ['numbers that cannot be', { versionNumber: 0, expected: -1 }, ['versionNumber', 'expected']],
    ['fields that are no texts', { changedFields: ['a', 1] }, ['changedFields[1]']],
    ['too many fields', { changedFields: Array(10_001).fill('a') }, ['changedFields']],
    ['fields of more than 1 MiB', { changedFields: Array(17).fill('a'.repeat(65_536)) }, ['changedFields']],
    ['a time that is none', { createdAt: '2024-01-01' }, ['createdAt']],
    ['labels that are none, or reserved', { labels: ['A', 'head'] }, ['labels[0]', 'labels[1]']],
    ['a label twice', { labels: ['a', 'a'] }, ['labels']],
    ['too many labels', { labels: Array.from({ length: 11 }, (_, index) => `l${index}`) }, ['labels']],
    ['a record that is nowhere expected', { record: {} }, ['record.expected']],
    ['an unknown field', { contentHash: 'aa' }, ['contentHash']],
  ])('refuses %s', (_, input, paths) => {
    expect(pathsOf(() => prepareVersion({ agentId: 'a', snapshot: {}, ...input } as CreateVersionInput))).toEqual(
      paths,
    );
  });

  it('keeps to the limits it is given', () => {
    const input = { agentId: 'a', snapshot: { a: 1, b: 2 } };
    expect(pathsOf(() => prepareVersion(input, { maxKeys: 1 }))).toEqual(['snapshot']);
  });
});

describe('parseListVersions', () => {
  it('is newest first, the first twenty, with snapshots, unless said otherwise', () => {
    expect(parseListVersions({ agentId: 'a' })).toStrictEqual({
      agentId: 'a',
      page: 1,
      perPage: 20,
      orderBy: { field: 'versionNumber', direction: 'DESC' },
      before: undefined,
      includeSnapshot: true,
    });
  });

  it('goes by keyset, from page 1', () => {
    expect(parseListVersions({ agentId: 'a', before: 7, perPage: 2, includeSnapshot: false })).toMatchObject({
      page: 1,
      perPage: 2,
      orderBy: { field: 'versionNumber', direction: 'DESC' },
      before: 7,
      includeSnapshot: false,
    });
  });

  it.each<[object, string[]]>([
    [{ before: 2, page: 1, orderBy: { field: 'versionNumber', direction: 'DESC' } }, ['page', 'orderBy']],
    [{ before: 0 }, ['before']],
    [{ page: 0, perPage: 1001 }, ['page', 'perPage']],
    [{ orderBy: { field: 'name', direction: 'desc' } }, ['orderBy.field', 'orderBy.direction']],
    [{ orderBy: { field: 'createdAt' } }, ['orderBy.direction']],
    [{ includeSnapshot: 'no' }, ['includeSnapshot']],
    [{ limit: 1 }, ['limit']],
  ])('refuses %j', (input, paths) => {
    expect(pathsOf(() => parseListVersions({ agentId: 'a', ...input } as ListVersionsInput))).toEqual(paths);
  });
});

describe('labels', () => {
  const which = { agentId: 'a', label: 'production' };
  const target = { ...which, versionId: 'v' };

  it('are moved fully said', () => {
    const unsaid = { expected: undefined, movedBy: undefined, reason: undefined };
    const targets = [{ versionId: 'v', weight: 10_000 }];
    expect(parseSetLabel(target)).toStrictEqual({ ...which, targets, ...unsaid });
    const said = { expected: 'none', movedBy: 'ann', reason: '' } as const;
    expect(parseSetLabel({ ...target, ...said })).toStrictEqual({ ...which, targets, ...said, expected: 0 });
    expect(parseRemoveLabel({ ...which, expected: 2 })).toStrictEqual({ ...which, ...unsaid, expected: 2 });
  });

  it('split over targets, which are sorted by the bytes of their ids, as copies', () => {
    const targets = [
      { versionId: '\u{1f600}', weight: 1 },
      { versionId: '\ufb33', weight: 2 },
      { versionId: 'b', weight: 9997 },
    ];
    const parsed = parseSetLabel({ ...which, targets });
    expect(parsed.targets).toEqual(targets.toReversed());
    expect(targets[0]?.versionId).toBe('\u{1f600}');
    for (const target of targets) target.weight = 0;
    expect(parsed.targets.map(({ weight }) => weight)).toEqual([9997, 2, 1]);
  });

  it.each<[object, string[]]>([
    [{}, ['versionId']],
    [{ versionId: 'v', targets: [{ versionId: 'v', weight: 10_000 }] }, ['targets']],
    [{ targets: [{ versionId: 'v', weight: 9999 }] }, ['targets']],
    [{ targets: [{ versionId: 'v', weight: 10_001 }] }, ['targets[0].weight', 'targets']],
    [{ targets: [{ versionId: '', weight: 10_000 }] }, ['targets[0].versionId']],
    [{ targets: 'v' }, ['targets']],
  ])('do not split by %j', (input, paths) => {
    expect(pathsOf(() => parseSetLabel({ ...which, ...input } as SetLabelInput))).toEqual(paths);
  });

  it.each<[object, string[]]>([
    [{ label: 'latest' }, ['label']],
    [{ versionId: '' }, ['versionId']],
    [{ movedBy: 1, reason: 'a\0' }, ['movedBy', 'reason']],
    [{ weight: 1 }, ['weight']],
  ])('are not moved by %j', (input, paths) => {
    expect(pathsOf(() => parseSetLabel({ ...target, ...input } as SetLabelInput)).sort()).toEqual(paths);
  });

  it('are not removed from a version', () => {
    expect(pathsOf(() => parseRemoveLabel(target))).toEqual(['versionId']);
  });

  it('have moves to list, of one or of all', () => {
    expect(parseListLabelMoves({ agentId: 'a' })).toEqual({ agentId: 'a', label: undefined, page: 1, perPage: 20 });
    const input = { agentId: 'a', label: 'active', page: 2, perPage: 3 };
    expect(parseListLabelMoves(input)).toEqual(input);
    expect(pathsOf(() => parseListLabelMoves({ label: 'A' } as ListLabelMovesInput))).toEqual(['agentId', 'label']);
  });
});

describe('histories', () => {
  it('are listed from the start, a hundred at a time, unless said otherwise', () => {
    expect(parseListHistory({ agentId: 'a' })).toStrictEqual({ agentId: 'a', after: 0, limit: 100 });
    expect(parseListHistory({ agentId: 'a', after: 0, limit: 1 })).toStrictEqual({ agentId: 'a', after: 0, limit: 1 });
    expect(pathsOf(() => parseListHistory({ agentId: 'a', after: -1, limit: 1001 }))).toEqual(['after', 'limit']);
    expect(parseListHeads()).toStrictEqual({ after: undefined, limit: 100 });
    expect(parseListHeads({ after: 'a', limit: 7 })).toStrictEqual({ after: 'a', limit: 7 });
    expect(pathsOf(() => parseListHeads({ after: '' }))).toEqual(['after']);
  });
});

describe('single values', () => {
  it('are named where they are wrong', () => {
    expect(pathsOf(() => parseVersionNumber(0))).toEqual(['versionNumber']);
    expect(pathsOf(() => parseLabel('head'))).toEqual(['label']);
    expect(pathsOf(() => parseIds(['a', '', 'b', 1]))).toEqual(['ids[1]', 'ids[3]']);
  });

  it('are up to a thousand ids', () => {
    expect(parseIds(Array(1000).fill('a'))).toHaveLength(1000);
    expect(pathsOf(() => parseIds(Array(1001).fill('a')))).toEqual(['ids']);
    expect(pathsOf(() => parseIds('a'))).toEqual(['ids']);
  });
});
