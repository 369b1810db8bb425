/** The RFC 6902 patch between two snapshots. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../../src/errors';
import { canonicalJson } from '../../../src/json/canonical';
import type { JsonObject } from '../../../src/json/types';
import { applySnapshotPatch, createSnapshotPatch } from '../../../src/versioning/diff/patch';
import type { SnapshotOperation } from '../../../src/versioning/diff/types';
import { pathological } from './pathological';
import { histories, pairs } from './snapshots';

/** What the patch makes of `previous`, after a way through JSON. */
function patched(previous: unknown, current: unknown): string {
  const patch = createSnapshotPatch(previous as JsonObject, current as JsonObject);
  return canonicalJson(applySnapshotPatch(previous as JsonObject, JSON.parse(JSON.stringify(patch))) as JsonObject);
}

describe('createSnapshotPatch', () => {
  it('turns any snapshot into any other', () => {
    fc.assert(
      fc.property(pairs, ([previous, current]) => {
        expect(patched(previous, current)).toBe(canonicalJson(current));
      }),
      { numRuns: 2000 },
    );
  });

  it('turns each version of the real histories into the next, into the first, and back', () => {
    const agents = histories();
    expect(agents.length).toBeGreaterThan(0);
    for (const versions of agents) {
      versions.forEach((version, index) => {
        const [first, next = version] = [versions[0] as JsonObject, versions[index + 1]];
        for (const [from, to] of [
          [version, next],
          [next, version],
          [version, first],
          [first, version],
        ] as const) {
          expect(patched(from, to)).toBe(canonicalJson(to));
        }
      });
    }
  });

  // a loop, as it.each would print what it is given
  for (const { name, previous, current } of pathological()) {
    it(`turns one into the other: ${name}`, () => {
      expect(patched(previous, current) === canonicalJson(current as JsonObject)).toBe(true);
    });
  }

  it('is empty where nothing changed but the order of keys', () => {
    expect(createSnapshotPatch({ a: { b: 1, c: [2] } }, { a: { c: [2], b: 1 } })).toEqual([]);
  });

  it.each<[string, JsonObject, JsonObject, SnapshotOperation[]]>([
    ['a field that is new', {}, { 'a/b~c': null }, [{ op: 'add', path: '/a~1b~0c', value: null }]],
    ['a field that is gone', { '': 1 }, {}, [{ op: 'remove', path: '/' }]],
    ['null in the place of a value', { a: 1 }, { a: null }, [{ op: 'replace', path: '/a', value: null }]],
    ['a key', { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, [{ op: 'replace', path: '/a/b/c', value: 2 }]],
    ['an item put first', { a: ['x', 'y'] }, { a: ['n', 'x', 'y'] }, [{ op: 'add', path: '/a/0', value: 'n' }]],
    ['an item taken out', { a: ['x', 'y', 'z'] }, { a: ['x', 'z'] }, [{ op: 'remove', path: '/a/1' }]],
    [
      'an item by its name, where others come before it',
      { tools: [{ name: 'search', limit: 5 }] },
      { tools: [{ name: 'mail' }, { name: 'search', limit: 9 }] },
      [
        { op: 'add', path: '/tools/0', value: { name: 'mail' } },
        { op: 'replace', path: '/tools/1/limit', value: 9 },
      ],
    ],
    [
      'what is below a key that pointers do not go through, whole',
      { a: { constructor: { b: 1, c: 1 } }, prototype: { d: 1 } },
      { a: { constructor: { b: 2, c: 1 } }, prototype: { d: 2 } },
      [
        { op: 'replace', path: '/a/constructor', value: { b: 2, c: 1 } },
        { op: 'replace', path: '/prototype', value: { d: 2 } },
      ],
    ],
  ])('names %s', (_, previous, current, patch) => {
    expect(createSnapshotPatch(previous, current)).toEqual(patch);
  });

  it('replaces a list whole where it changed nearly everywhere', () => {
    const list = (from: number) => Array.from({ length: 3000 }, (_, index) => from + index);
    const [previous, current] = [{ field: list(0) }, { field: list(5000) }];
    expect(createSnapshotPatch(previous, current).map(({ op, path }) => ({ op, path }))).toEqual([
      { op: 'replace', path: '/field' },
    ]);
  });
});

describe('applySnapshotPatch', () => {
  it('changes neither the snapshot nor the patch, and shares nothing with them', () => {
    const snapshot = { a: { kept: [1] } };
    const patch: SnapshotOperation[] = [{ op: 'add', path: '/b', value: { added: [2] } }];
    const result = applySnapshotPatch(snapshot, patch);
    (result.a as { kept: number[] }).kept.push(9);
    (result.b as { added: number[] }).added.push(9);
    expect(snapshot).toEqual({ a: { kept: [1] } });
    expect(patch).toEqual([{ op: 'add', path: '/b', value: { added: [2] } }]);
  });

  it.each<[string, unknown]>([
    ['a field that is not there', { op: 'remove', path: '/nothing' }],
    ['a place in what is not there', { op: 'add', path: '/nothing/b', value: 1 }],
    ['a place past the end of a list', { op: 'add', path: '/list/7', value: 1 }],
    ['a place in a list that is no number', { op: 'replace', path: '/list/name', value: 1 }],
    ['a place in what every object inherits', { op: 'add', path: '/list/map/name', value: 1 }],
    ['a place in a number', { op: 'add', path: '/list/0/name', value: 1 }],
    ['an addition without a value', { op: 'add', path: '/list/0' }],
    ['the snapshot as a whole', { op: 'replace', path: '', value: {} }],
    ['no place', { op: 'remove' }],
    ['a path that is none', { op: 'remove', path: 'list' }],
    ['another operation', { op: 'copy', from: '/list', path: '/other' }],
    ['nothing at all', null],
    ['a prototype', { op: 'add', path: '/__proto__/polluted', value: 1 }],
    ['the way through a constructor', { op: 'add', path: '/constructor/prototype/polluted', value: 1 }],
  ])('refuses %s', (_, operation) => {
    const patch = [{ op: 'add', path: '/ok', value: 1 }, operation] as SnapshotOperation[];
    expect(() => applySnapshotPatch({ list: [1] }, patch)).toThrow(ValidationError);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('names the operation that it refuses', () => {
    const patch: SnapshotOperation[] = [
      { op: 'remove', path: '/a' },
      { op: 'remove', path: '/a' },
    ];
    expect(() => applySnapshotPatch({ a: 1 }, patch)).toThrow(/patch\[1\]/);
  });
});
