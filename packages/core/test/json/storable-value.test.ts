/** The check of values that need not be objects. */
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../src/errors';
import { canonicalJson } from '../../src/json/canonical';
import { type ToStorableOptions, toStorable, toStorableValue } from '../../src/json/storable';
import type { JsonValue } from '../../src/json/types';
import { documents } from './arbitraries';

/** What is wrong with a value. */
function issuesOf(value: unknown, options?: ToStorableOptions): unknown {
  try {
    toStorableValue(value, options);
  } catch (error) {
    if (error instanceof ValidationError) return error.issues;
    throw error;
  }
  return [];
}

const revoked = Proxy.revocable([], {});
revoked.revoke();

const self: unknown[] = [];
self.push(self);

describe('toStorableValue', () => {
  describe('carries', () => {
    it.each<[string, unknown, string]>([
      ['null', null, 'null'],
      ['true', true, 'true'],
      ['the empty text', '', '""'],
      ['text that JSON escapes', '"\\\u0001\u2028€😀', '"\\"\\\\\\u0001\u2028€😀"'],
      ['a number', 0.1, '0.1'],
      ['−0, as 0', -0, '0'],
      ['the smallest double', 5e-324, '5e-324'],
      ['2^53-1', 2 ** 53 - 1, '9007199254740991'],
      ['a Date, as its ISO string', new Date(0), '"1970-01-01T00:00:00.000Z"'],
      ['an empty array', [], '[]'],
      ['an array', [null, [{ b: 1, a: [] }]], '[null,[{"a":[],"b":1}]]'],
      ['keys that an engine reorders', [{ '10': 1, '9': 2 }], '[{"10":1,"9":2}]'],
      ['an object', { b: 1, a: undefined }, '{"b":1}'],
      ['an array of another realm', runInNewContext('[1, new Date(0)]'), '[1,"1970-01-01T00:00:00.000Z"]'],
    ])('%s', (_, value, canonical) => {
      const storable = toStorableValue(value);
      expect(storable.canonical).toBe(canonical);
      expect(storable.value).toStrictEqual(JSON.parse(canonical));
    });

    it('every JSON value, in its canonical form', () => {
      const value = fc.oneof(documents, fc.array(documents), fc.array(fc.array(documents)));
      fc.assert(
        fc.property(value, (random) => {
          const plain = JSON.parse(JSON.stringify(random)) as JsonValue;
          expect(toStorableValue(random).value).toEqual(plain);
          expect(toStorableValue(random).canonical).toBe(canonicalJson(plain));
        }),
      );
    });

    it('objects as toStorable does', () => {
      fc.assert(
        fc.property(documents, (random) => {
          expect(toStorableValue(random)).toEqual(toStorable(random));
        }),
      );
    });

    it('a copy that shares nothing', () => {
      const list = [{ deep: [1] }];
      const { value } = toStorableValue(list);
      list[0]?.deep.push(2);
      expect(value).toEqual([{ deep: [1] }]);
    });
  });

  it.each<[string, unknown, string, string]>([
    ['undefined', undefined, 'input', 'must not be undefined'],
    ['NaN', Number.NaN, 'input', 'must be a finite number'],
    ['2^53', 2 ** 53, 'input', 'must not be an integer beyond 2^53-1'],
    ['a BigInt', 1n, 'input', 'must not be a BigInt'],
    ['a function', () => 1, 'input', 'must not be a function'],
    ['a symbol', Symbol('s'), 'input', 'must not be a symbol'],
    ['an invalid Date', new Date(Number.NaN), 'input', 'must be a valid Date'],
    ['U+0000', 'a\0', 'input', 'must not contain U+0000'],
    ['a lone surrogate', '\ud83d', 'input', 'must be well-formed Unicode, without lone surrogates'],
    ['a Map', new Map(), 'input', 'must not be an instance of a class'],
    ['a boxed text', Object('a'), 'input', 'must not be an instance of a class'],
    ['a revoked proxy', revoked.proxy, 'input', 'cannot be read'],
    ['undefined in an array', [1, undefined], 'input[1]', 'must not be undefined, or a hole, inside an array'],
    ['an array within itself', self, 'input[0]', 'must not refer to what it is part of'],
    ['a __proto__ key', JSON.parse('[{"__proto__":1}]'), 'input[0].__proto__', 'must not be a key'],
  ])('refuses %s, and says where', (_, value, path, message) => {
    expect(issuesOf(value, { path: 'input' })).toEqual([{ path, message }]);
  });

  it('names no path where none is given', () => {
    expect(issuesOf(undefined)).toEqual([{ path: '', message: 'must not be undefined' }]);
    expect(issuesOf([1n])).toEqual([{ path: '[0]', message: 'must not be a BigInt' }]);
  });

  it.each<[string, unknown, unknown, object]>([
    ['levels, an outermost array included', [[]], [[[]]], { maxDepth: 2 }],
    ['levels, of which a text is none', 'a', [[]], { maxDepth: 1 }],
    ['keys of all objects', [{ a: 1 }, { b: 1 }], [{ a: 1 }, { b: 1, c: 1 }], { maxKeys: 2 }],
    ['bytes of a text, its quotes included', '€a', '€ab', { maxBytes: 6 }],
    ['bytes of a text with escapes', '"', '""', { maxBytes: 4 }],
    ['bytes of an array', [1, 2], [1, 22], { maxBytes: 5 }],
    ['bytes of a number', 1234, 12_345, { maxBytes: 4 }],
    ['bytes of null', null, [null], { maxBytes: 4 }],
  ])('knows the limit of %s', (_, within, beyond, limits) => {
    expect(issuesOf(within, { limits })).toEqual([]);
    expect(issuesOf(beyond, { limits })).toHaveLength(1);
  });

  it('leaves early what is far too large', () => {
    const asked: PropertyKey[] = [];
    const huge = new Proxy(new Array(10_000_000), {
      ownKeys: (target) => {
        asked.push('keys');
        return Reflect.ownKeys(target);
      },
    });
    expect(issuesOf(huge, { path: 'output' })).toEqual([
      { path: 'output', message: 'must be at most 1048576 bytes of canonical JSON' },
    ]);
    expect(asked.length).toBeLessThanOrEqual(1); // for its symbols
  });
});
