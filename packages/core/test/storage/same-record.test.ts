/** Records that are stored once. */
import { describe, expect, it } from 'vitest';
import { ConflictError, ValidationError } from '../../src/errors';
import { copyRecords, MAX_RECORDS_BYTES, requireDistinct, requireSameRecord } from '../../src/storage/same-record';

/** The issues of a refusal; none where there is no refusal. */
function issuesOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof ValidationError) return error.issues;
    throw error;
  }
  return [];
}

describe('requireSameRecord', () => {
  const stored = {
    id: 'x',
    text: '',
    score: 2 ** 53 + 2,
    none: null,
    json: { b: [1, { c: null }], a: 'ä' },
    createdAt: new Date(5),
  };
  const require = (given: object) => () => requireSameRecord({ entity: 'eval', id: 'x', stored, given });

  it.each<[string, object]>([
    ['all fields, in copies', structuredClone(stored)],
    ['keys in another order', { json: { a: 'ä', b: [1, { c: null }] } }],
    ['a double beyond 2^53', { score: 9_007_199_254_740_994 }],
    ['the same time', { createdAt: new Date(5) }],
    ['a field that is absent in both', { reason: undefined }],
    ['nothing: what the store fills in is not compared', {}],
  ])('lets the same be saved again: %s', (_, given) => {
    expect(require(given)).not.toThrow();
  });

  it.each<[string, object]>([
    ['another text', { text: ' ' }],
    ['the neighbouring double', { score: 2 ** 53 }],
    ['another time', { createdAt: new Date(6) }],
    ['a time as text', { createdAt: new Date(5).toISOString() }],
    ['a number as text', { score: String(2 ** 53 + 2) }],
    ['null for absent', { reason: null }],
    ['absent for null', { none: undefined }],
    ['absent for empty', { text: undefined }],
    ['a field more in the JSON', { json: { ...stored.json, d: null } }],
    ['a field less in the JSON', { json: { a: 'ä' } }],
    ['another order of a list', { json: { ...stored.json, b: [{ c: null }, 1] } }],
    ['one field of several', { text: '', score: 1 }],
  ])('refuses what differs: %s', (_, given) => {
    const conflict = { entity: 'eval', id: 'x', expected: 'none', actual: 'another record' };
    expect(require(given)).toThrow(ConflictError);
    expect(require(given)).toThrow(expect.objectContaining(conflict));
  });
});

describe('requireDistinct', () => {
  it('names each that came before, and no more than twenty', () => {
    expect(issuesOf(() => requireDistinct(['a', 'A', 'b'], 'evals'))).toEqual([]);
    expect(issuesOf(() => requireDistinct(['a', 'b', 'a', 'a'], 'evals'))).toEqual([
      { path: 'evals[2].id', message: 'occurs twice' },
      { path: 'evals[3].id', message: 'occurs twice' },
    ]);
    expect(issuesOf(() => requireDistinct(Array(100).fill('a'), 'evals'))).toHaveLength(20);
  });
});

describe('copyRecords', () => {
  const half = 'ä'.repeat(MAX_RECORDS_BYTES / 4);
  const copy = (text: string, path: string) => ({ path, texts: { text, none: undefined } });

  it('copies each, and says where it was', () => {
    const copies = copyRecords(['x', 'y'], { path: 'evals', copy });
    expect(copies.map(({ path, texts }) => `${path} ${texts.text}`)).toEqual(['evals[0] x', 'evals[1] y']);
  });

  it('takes just as many bytes as there may be, counted in UTF-8', () => {
    expect(copyRecords([half, half], { path: 'evals', copy })).toHaveLength(2);
  });

  it('stops at the record that makes them too many', () => {
    let copied = 0;
    const counting = (text: string, path: string) => {
      copied += 1;
      return copy(text, path);
    };
    const issues = issuesOf(() => copyRecords([half, half, 'x', 'y'], { path: 'evals', copy: counting }));
    expect(issues).toEqual([
      { path: 'evals', message: `must be at most ${MAX_RECORDS_BYTES} bytes of canonical JSON together` },
    ]);
    expect(copied).toBe(3);
  });

  it('leaves a single record to its own limits', () => {
    expect(copyRecords([`${half}${half}x`], { path: 'evals', copy })).toHaveLength(1);
  });
});
