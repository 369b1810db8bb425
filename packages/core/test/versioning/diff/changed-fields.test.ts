/** Which top-level fields differ. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/json/canonical';
import type { JsonObject, JsonValue } from '../../../src/json/types';
import { calculateChangedFields } from '../../../src/versioning/diff/changed-fields';
import { pairs } from './snapshots';

describe('calculateChangedFields', () => {
  it('names the fields whose canonical form differs, and no others', () => {
    const form = (snapshot: JsonObject, field: string) => {
      return Object.hasOwn(snapshot, field) ? canonicalJson(snapshot[field] as JsonValue) : undefined;
    };
    fc.assert(
      fc.property(pairs, ([previous, current]) => {
        const fields = Object.keys({ ...previous, ...current });
        const changed = fields.filter((field) => form(previous, field) !== form(current, field));
        expect(calculateChangedFields(previous, current).sort()).toEqual(changed.sort());
      }),
      { numRuns: 1000 },
    );
  });

  it.each([null, undefined, {}])('names all fields of a first version, after %s', (previous) => {
    expect(calculateChangedFields(previous, { model: 'm', description: null })).toEqual(['description', 'model']);
  });

  it('tells null from absent, and absent from undefined not', () => {
    expect(calculateChangedFields({ a: null, b: undefined }, { b: null, c: undefined })).toEqual(['a', 'b']);
    expect(calculateChangedFields({ a: { b: undefined } }, { a: {} })).toEqual([]);
  });

  it('looks through the order of keys, −0 and Dates', () => {
    const at = new Date(0);
    expect(calculateChangedFields({ a: { x: 1, y: -0 }, at }, { at: at.toISOString(), a: { y: 0, x: 1 } })).toEqual([]);
    expect(calculateChangedFields({ at }, { at: new Date(1) })).toEqual(['at']);
  });

  it('tells lists from objects, and the order of items', () => {
    expect(calculateChangedFields({ a: [], b: [1, 2] }, { a: {}, b: [2, 1] })).toEqual(['a', 'b']);
  });

  it('knows fields that every object inherits', () => {
    expect(calculateChangedFields({}, JSON.parse('{"constructor": 1, "toString": 2}'))).toEqual([
      'constructor',
      'toString',
    ]);
  });

  it('sorts by UTF-8 bytes', () => {
    expect(calculateChangedFields({}, { '\u{1f600}': 1, '\ufb33': 1, b: 1, B: 1 })).toEqual([
      'B',
      'b',
      '\ufb33',
      '\u{1f600}',
    ]);
  });
});
