/** The inputs of the domain `agents`. */
import { describe, expect, it } from 'vitest';
import type {
  CreateAgentInput,
  ReplaceAgentInput,
  SetActiveVersionInput,
  UpdateAgentInput,
} from '../../../../src/storage/domains/agents/base';
import {
  mergeConfig,
  parseDeleteAgent,
  parseListAgents,
  parseSetActiveVersion,
  parseUpdateAgent,
  prepareAgent,
  prepareReplaceAgent,
} from '../../../../src/storage/domains/agents/input';
import { pathsOf } from '../../paths-of';

describe('prepareAgent', () => {
  it('parts the id from the configuration, of which it gives a copy and the canonical text', () => {
    const tools = ['search'];
    const prepared = prepareAgent({ id: 'a', tools, name: '', ownerId: null, model: undefined });
    tools.push('later');
    expect(prepared).toEqual({
      id: 'a',
      config: { tools: ['search'], name: '', ownerId: null },
      canonical: '{"name":"","ownerId":null,"tools":["search"]}',
    });
  });

  it('makes an id where there is none', () => {
    expect(prepareAgent({ id: undefined, name: 'n' })).toEqual({
      id: expect.stringMatching(/^[0-9A-Z]{26}$/),
      config: { name: 'n' },
      canonical: '{"name":"n"}',
    });
  });

  it.each<[string, object, string[]]>([
    ['an empty id', { id: '' }, ['id']],
    ['an id that is no text', { id: new Date(0) }, ['id']],
    [
      'fields of the record',
      { activeVersionId: 'v', versionNumber: 1, revision: 1, createdAt: 1, updatedAt: null },
      ['activeVersionId', 'createdAt', 'revision', 'updatedAt', 'versionNumber'],
    ],
    ['what is no JSON', { tools: [() => 1] }, ['tools[0]']],
  ])('refuses %s', (_, input, paths) => {
    expect(pathsOf(() => prepareAgent(input as CreateAgentInput))).toEqual(paths);
  });

  it('keeps to the limits it is given', () => {
    expect(pathsOf(() => prepareAgent({ a: { b: {} } }, { maxDepth: 2 }))).toEqual(['a.b']);
  });
});

describe('parseUpdateAgent', () => {
  it('fills in that nothing changes', () => {
    expect(parseUpdateAgent({ id: 'a' })).toEqual({ id: 'a', changes: {}, remove: [], expected: undefined });
  });

  it('copies the changes, and leaves out what is undefined', () => {
    const input = { id: 'a', changes: { tools: [1], name: undefined }, remove: ['name'], expected: 3 };
    const parsed = parseUpdateAgent(input);
    input.changes.tools.push(2);
    input.remove.push('b');
    expect(parsed).toEqual({ id: 'a', changes: { tools: [1] }, remove: ['name'], expected: 3 });
  });

  it.each<[string, object, string[]]>([
    ['a field both set and removed', { changes: { a: 1 }, remove: ['b', 'a'] }, ['remove[1]']],
    [
      'fields of the record',
      { changes: { id: 'b', revision: 1 }, remove: ['createdAt', 'x'] },
      ['changes.id', 'changes.revision', 'remove[0]'],
    ],
    ['changes that are no object', { changes: [] }, ['changes']],
    ['no changes by null', { changes: null }, ['changes']],
    ['what is no JSON', { changes: { a: { b: Number.NaN } } }, ['changes.a.b']],
    ['fields to remove that are no text', { remove: [1, 'a\0'] }, ['remove[0]', 'remove[1]']],
    ['a revision that cannot be', { expected: 0 }, ['expected']],
    ['none as a revision', { expected: 'none' }, ['expected']],
    ['an unknown field', { change: {} }, ['change']],
  ])('refuses %s', (_, input, paths) => {
    expect(pathsOf(() => parseUpdateAgent({ id: 'a', ...input } as UpdateAgentInput))).toEqual(paths);
  });
});

describe('prepareReplaceAgent', () => {
  const input = { id: 'a', config: { b: 1, a: [-0] }, expected: 'none', versionNumber: 2 } as const;

  it('gives a copy of the configuration and its canonical text; none is expected as 0', () => {
    expect(prepareReplaceAgent(input as unknown as ReplaceAgentInput)).toStrictEqual({
      id: 'a',
      config: { a: [0], b: 1 },
      canonical: '{"a":[0],"b":1}',
      expected: 0,
      versionNumber: 2,
    });
  });

  it.each<[object, string[]]>([
    [{ config: { id: 'b', revision: 1 } }, ['config.id', 'config.revision']],
    [{ config: undefined }, ['config']],
    [{ expected: undefined, versionNumber: undefined }, ['expected', 'versionNumber']],
    [{ expected: 0, versionNumber: 0 }, ['expected', 'versionNumber']],
    [{ changes: {} }, ['changes']],
  ])('refuses %j', (fields, paths) => {
    expect(pathsOf(() => prepareReplaceAgent({ ...input, ...fields } as unknown as ReplaceAgentInput))).toEqual(paths);
  });

  it('keeps to the limits it is given', () => {
    const large = { ...input, config: { a: { b: {} } } };
    expect(pathsOf(() => prepareReplaceAgent(large, { maxDepth: 2 }))).toEqual(['config.a.b']);
  });
});

describe('parseSetActiveVersion', () => {
  it('takes a version, or none', () => {
    const which = { id: 'a', revision: 3 };
    expect(parseSetActiveVersion(which)).toStrictEqual({ ...which, versionId: undefined });
    expect(parseSetActiveVersion({ ...which, versionId: 'v' })).toStrictEqual({ ...which, versionId: 'v' });
    expect(pathsOf(() => parseSetActiveVersion({ id: '', versionId: '' } as SetActiveVersionInput))).toEqual([
      'id',
      'versionId',
      'revision',
    ]);
  });
});

describe('parseDeleteAgent', () => {
  it('takes a revision, or none as 0', () => {
    expect(parseDeleteAgent('a')).toEqual({ id: 'a', expected: undefined });
    expect(parseDeleteAgent('a', { expected: 2 })).toEqual({ id: 'a', expected: 2 });
    expect(parseDeleteAgent('a', { expected: 'none' })).toEqual({ id: 'a', expected: 0 });
  });

  it.each([null, 2, { expect: 2 }, { expected: '2' }])('refuses %j as options', (options) => {
    expect(pathsOf(() => parseDeleteAgent('a', options))).toHaveLength(1);
  });
});

describe('parseListAgents', () => {
  it('is newest first, the first twenty, unless said otherwise', () => {
    expect(parseListAgents()).toEqual({ page: 1, perPage: 20, orderBy: { field: 'createdAt', direction: 'DESC' } });
    const input = { page: 2, perPage: 5, orderBy: { field: 'updatedAt', direction: 'ASC' } } as const;
    expect(parseListAgents(input)).toEqual(input);
  });
});

describe('mergeConfig', () => {
  it('sets and removes at the top level, and touches neither part', () => {
    const config = Object.freeze({ a: { x: 1 }, b: 1, c: null });
    const changes = Object.freeze({ a: { y: 2 }, d: null, b: undefined });
    expect(mergeConfig(config, changes, ['c', 'absent'])).toEqual({ a: { y: 2 }, b: 1, d: null });
    expect(config).toEqual({ a: { x: 1 }, b: 1, c: null });
  });
});
