/** The check between callers and stores. */
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidationError, type ValidationIssue } from '../../src/errors';
import { type ToStorableOptions, toStorable } from '../../src/json/storable';
import { documents } from './arbitraries';

/** What is wrong with a document. */
function issuesOf(document: unknown, options?: ToStorableOptions): readonly ValidationIssue[] {
  try {
    toStorable(document, options);
  } catch (error) {
    if (error instanceof ValidationError) return error.issues;
    throw error;
  }
  return [];
}

/** An array with one hole. */
function withHole(): unknown[] {
  const array = [1, 2, 3];
  delete array[1];
  return array;
}

class Tool {
  name = 'search';
}

class NullClass extends (null as unknown as ObjectConstructor) {}

class List extends Array {}

const revoked = Proxy.revocable({}, {});
revoked.revoke();

const revokedArray = Proxy.revocable([], {});
revokedArray.revoke();

describe('toStorable', () => {
  describe('carries', () => {
    it('every JSON document, unchanged', () => {
      fc.assert(
        fc.property(documents, (document) => {
          expect(toStorable(document).value).toEqual(JSON.parse(JSON.stringify(document)));
        }),
      );
    });

    it.each([
      ['an empty object', {}, '{}'],
      ['null and the empty string', { a: null, b: '' }, '{"a":null,"b":""}'],
      ['−0, as 0', { a: -0, b: [-0] }, '{"a":0,"b":[0]}'],
      ['a Date, as its ISO string', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
      ['undefined, as absent', { a: undefined, b: { c: undefined } }, '{"b":{}}'],
      [
        '2^53-1',
        { a: Number.MAX_SAFE_INTEGER, b: Number.MIN_SAFE_INTEGER },
        '{"a":9007199254740991,"b":-9007199254740991}',
      ],
      ['keys of Object.prototype', { constructor: 1, toString: 2 }, '{"constructor":1,"toString":2}'],
      ['keys in the order of RFC 8785', { b: 1, '10': 1, '9': 1, a: 1 }, '{"10":1,"9":1,"a":1,"b":1}'],
      ['pairs of surrogates', { '\u{1f600}': '\u{10ffff}' }, '{"\u{1f600}":"\u{10ffff}"}'],
      ['a null prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
      [
        'objects and arrays of another realm',
        runInNewContext('({ a: [{ b: [new Date(0)] }] })'),
        '{"a":[{"b":["1970-01-01T00:00:00.000Z"]}]}',
      ],
      ['a property that is no function and called toJSON', { toJSON: 'text' }, '{"toJSON":"text"}'],
      ['hidden properties, as absent', Object.defineProperty({ a: 1 }, 'hidden', { value: 2 }), '{"a":1}'],
    ])('%s', (_, document, canonical) => {
      expect(toStorable(document).canonical).toBe(canonical);
      expect(JSON.stringify(toStorable(document).value)).toHaveLength(canonical.length);
    });

    it('the same object twice, as two copies', () => {
      const shared = { deep: [1] };
      const { value } = toStorable({ a: shared, b: [shared, shared] });
      expect(value).toEqual({ a: { deep: [1] }, b: [{ deep: [1] }, { deep: [1] }] });
      expect(value.a).not.toBe((value.b as unknown[])[0]);
    });

    it('a copy that shares nothing', () => {
      const document = { tools: [{ name: 'search' }], at: new Date(0) };
      const { value } = toStorable(document);
      document.tools[0] = { name: 'changed' };
      document.at.setTime(1);
      expect(value).toEqual({ tools: [{ name: 'search' }], at: '1970-01-01T00:00:00.000Z' });
    });

    it('what a getter says the one time it is asked', () => {
      let asked = 0;
      const document = Object.defineProperty({}, 'a', { enumerable: true, get: () => (asked += 1) });
      expect(toStorable(document).canonical).toBe('{"a":1}');
      expect(asked).toBe(1);
    });
  });

  describe('refuses', () => {
    it.each<[string, unknown]>([
      ['undefined', undefined],
      ['null', null],
      ['text', 'text'],
      ['a number', 1],
      ['a function', () => ({})],
      ['an array', []],
      ['a Date', new Date(0)],
      ['a Map', new Map()],
      ['an instance of a class', new Tool()],
      ['an instance of a class without Object', Object.create(NullClass.prototype)],
      ['what inherits from data', Object.create({ a: 1 })],
    ])('%s as the document', (_, document) => {
      expect(issuesOf(document)).toEqual([{ path: '', message: 'must be a plain object' }]);
    });

    it.each<[string, unknown, string]>([
      ['undefined in an array', [undefined], 'must not be undefined, or a hole, inside an array'],
      ['NaN', [Number.NaN], 'must be a finite number'],
      ['Infinity', [Number.POSITIVE_INFINITY], 'must be a finite number'],
      ['-Infinity', [Number.NEGATIVE_INFINITY], 'must be a finite number'],
      ['2^53', [2 ** 53], 'must not be an integer beyond 2^53-1'],
      ['1e21', [1e21], 'must not be an integer beyond 2^53-1'],
      ['a BigInt', [1n], 'must not be a BigInt'],
      ['a function', [() => 1], 'must not be a function'],
      ['a symbol', [Symbol('s')], 'must not be a symbol'],
      ['an invalid Date', [new Date(Number.NaN)], 'must be a valid Date'],
      ['U+0000', ['a\0b'], 'must not contain U+0000'],
      ['a lone high surrogate', ['a\ud83d'], 'must be well-formed Unicode, without lone surrogates'],
      ['a lone low surrogate', ['\ude00\ud83d'], 'must be well-formed Unicode, without lone surrogates'],
      ['a Map', [new Map([['a', 1]])], 'must not be an instance of a class'],
      ['a Set', [new Set([1])], 'must not be an instance of a class'],
      ['a RegExp', [/a/], 'must not be an instance of a class'],
      ['an Error', [new Error('e')], 'must not be an instance of a class'],
      ['bytes', [new Uint8Array(1)], 'must not be an instance of a class'],
      ['a boxed string', [Object('text')], 'must not be an instance of a class'],
      ['a boxed number', [Object(1)], 'must not be an instance of a class'],
      ['an instance of a class', [new Tool()], 'must not be an instance of a class'],
      ['an instance of a class that extends Array', [List.from([1])], 'must not be an instance of a class'],
      ['a Map of another realm', [runInNewContext('new Map()')], 'must not be an instance of a class'],
      [
        'an instance of another realm',
        [runInNewContext('new (class Tool {})()')],
        'must not be an instance of a class',
      ],
      ['a revoked proxy', [revoked.proxy], 'cannot be read'],
      ['a revoked proxy of an array', [revokedArray.proxy], 'cannot be read'],
    ])('%s', (_, value, message) => {
      expect(issuesOf({ tools: [value] }, { path: 'snapshot' })).toEqual([{ path: 'snapshot.tools[0][0]', message }]);
    });

    it.each<[string, unknown, ValidationIssue]>([
      ['a hole', { a: withHole() }, { path: 'a[1]', message: 'must not be undefined, or a hole, inside an array' }],
      ['a method', { toJSON: () => ({}) }, { path: 'toJSON', message: 'must not be a function' }],
      ['a symbol as a key', { a: { [Symbol('s')]: 1 } }, { path: 'a["Symbol(s)"]', message: 'must not be a symbol' }],
      ['U+0000 in a key', { 'a\0': 1 }, { path: '["a\\u0000"]', message: 'must not contain U+0000' }],
      [
        'a lone surrogate in a key',
        { '\ud83d': 1 },
        { path: '["\\ud83d"]', message: 'must be well-formed Unicode, without lone surrogates' },
      ],
      ['a __proto__ key', JSON.parse('{"a":{"__proto__":{}}}'), { path: 'a.__proto__', message: 'must not be a key' }],
      [
        'a name beside the indexes of an array',
        { a: Object.assign([1], { name: 'x' }) },
        { path: 'a.name', message: 'must not be a property of an array' },
      ],
      [
        'a number that is no index beside them',
        { a: Object.assign([1, 2, 3], { '1.5': 'x' }) },
        { path: 'a["1.5"]', message: 'must not be a property of an array' },
      ],
      [
        'a getter that throws',
        Object.defineProperty({}, 'a', { enumerable: true, get: () => expect.fail('no') }),
        { path: 'a', message: 'cannot be read' },
      ],
    ])('%s', (_, document, issue) => {
      expect(issuesOf(document)).toEqual([issue]);
    });

    it('cycles, of one object and of several', () => {
      const self: Record<string, unknown> = {};
      self.self = self;
      const list: unknown[] = [];
      list.push({ list });
      const message = 'must not refer to what it is part of';
      expect(issuesOf({ a: self })).toEqual([{ path: 'a.self', message }]);
      expect(issuesOf({ list })).toEqual([{ path: 'list[0].list', message }]);
    });

    it('a revoked proxy as the document, and keeps what it threw as the cause', () => {
      expect(() => toStorable(revoked.proxy)).toThrow(expect.objectContaining({ cause: expect.any(TypeError) }));
      expect(issuesOf(revoked.proxy)).toEqual([{ path: '', message: 'cannot be read' }]);
    });
  });

  describe('issues', () => {
    it('name every fault by its path', () => {
      const document = { 'two words': [{ ok: 1, '1a': Number.NaN }], tools: [{}, { name: 1n }], é: [[undefined]] };
      expect(issuesOf(document, { path: 'config' }).map(({ path }) => path)).toEqual([
        'config.tools[1].name',
        'config["two words"][0]["1a"]',
        'config.é[0][0]',
      ]);
    });

    it('are the first twenty', () => {
      expect(issuesOf({ a: Array(1000).fill(undefined) })).toHaveLength(20);
    });

    it('cut long keys', () => {
      const [issue] = issuesOf({ ['k'.repeat(100_000)]: 1n });
      expect(issue?.path.length).toBeLessThan(100);
    });

    it('never say what they refuse', () => {
      expect(JSON.stringify(issuesOf({ key: 'sk-secret\0', list: ['\ud800 sk-secret'] }))).not.toContain('sk-secret');
    });
  });
});
