/** Values that JSON, or one of the databases, cannot carry: refused by every store alike, before anything is written. */
import { nest } from './values';

/** A value, and where in it the fault is found. */
export interface RefusedValue {
  /** Shown as the test's name. */
  name: string;
  /** What is passed in. */
  value: unknown;
  /** Below the value; empty: the value itself. Undefined: the fault is the document's, as it is too large. */
  at?: string;
}

/** A class whose instances JSON would flatten. */
class Model {
  readonly name = 'gpt-4o';
}

const loop: Record<string, unknown> = { name: 'loop' };
loop.self = loop;
const farLoop: unknown[] = [{ a: { b: [] } }];
((farLoop[0] as { a: { b: unknown[] } }).a.b as unknown[]).push(farLoop);

const revoked = Proxy.revocable({}, {});
revoked.revoke();

const NUMBERS: readonly RefusedValue[] = [
  { name: 'NaN', value: Number.NaN, at: '' },
  { name: 'Infinity', value: Number.POSITIVE_INFINITY, at: '' },
  { name: '-Infinity', value: Number.NEGATIVE_INFINITY, at: '' },
  { name: '2^53', value: 2 ** 53, at: '' },
  { name: '-(2^53)', value: -(2 ** 53), at: '' },
  { name: '1e21', value: 1e21, at: '' },
  { name: 'the largest double', value: 1.7976931348623157e308, at: '' },
  { name: 'a BigInt', value: 10n, at: '' },
];

const TEXTS: readonly RefusedValue[] = [
  { name: 'U+0000', value: 'a\0b', at: '' },
  { name: 'a lone high surrogate', value: 'a\ud83d', at: '' },
  { name: 'a lone low surrogate', value: '\ude00b', at: '' },
  { name: 'surrogates in the wrong order', value: '\ude00\ud83d', at: '' },
  { name: 'U+0000 in a key', value: { 'a\0b': 1 }, at: '["a\\u0000b"]' },
  { name: 'a lone surrogate in a key', value: { '\ud83d': 1 }, at: '["\\ud83d"]' },
  { name: 'an own __proto__ key', value: JSON.parse('{"__proto__":{"a":1}}'), at: '.__proto__' },
];

const OBJECTS: readonly RefusedValue[] = [
  { name: 'undefined in an array', value: [1, undefined], at: '[1]' },
  { name: 'a hole in an array', value: new Array(2), at: '[0]' },
  { name: 'a property of an array', value: Object.assign([1], { extra: 2 }), at: '.extra' },
  { name: 'a function', value: () => 1, at: '' },
  { name: 'a toJSON method', value: { toJSON: () => 'x' }, at: '.toJSON' },
  { name: 'a symbol', value: Symbol('x'), at: '' },
  { name: 'a class instance', value: new Model(), at: '' },
  { name: 'a Map', value: new Map([['a', 1]]), at: '' },
  { name: 'a Set', value: new Set([1]), at: '' },
  { name: 'a RegExp', value: /x/, at: '' },
  { name: 'an Error', value: new Error('x'), at: '' },
  { name: 'a Buffer', value: Buffer.from('x'), at: '' },
  { name: 'a boxed string', value: Object('x'), at: '' },
  { name: 'a promise', value: Promise.resolve(1), at: '' },
  { name: 'a subclass of Array', value: new (class extends Array {})(), at: '' },
  { name: 'an invalid Date', value: new Date(Number.NaN), at: '' },
  { name: 'a cycle', value: loop, at: '.self' },
  { name: 'a long cycle', value: farLoop, at: '[0].a.b[0]' },
  { name: 'a getter that throws', value: throwingGetter(), at: '.bad' },
  { name: 'a revoked proxy', value: revoked.proxy, at: '' },
  { name: 'a fault deep inside', value: { tools: [{}, { 'my tool': [Number.NaN] }] }, at: '.tools[1]["my tool"][0]' },
];

const LARGE: readonly RefusedValue[] = [
  { name: '64 levels below the snapshot', value: nest(64), at: '[0]'.repeat(63) },
  { name: 'a million levels', value: nest(1_000_000), at: '[0]'.repeat(63) },
  {
    name: '10,000 keys below the snapshot',
    value: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n])),
  },
  { name: 'one byte over 1 MiB', value: 'x'.repeat(1_048_577 - '{"value":""}'.length) },
  { name: '1 MiB in characters, more in bytes', value: '€'.repeat(500_000) },
  { name: '100 MB', value: 'x'.repeat(100_000_000) },
  { name: 'an array of ten million holes', value: new Array(10_000_000) },
];

/** Every refused value, under one name each. */
export const REFUSED_VALUES: readonly RefusedValue[] = [...NUMBERS, ...TEXTS, ...OBJECTS, ...LARGE];

/** What is no document at all. */
export const REFUSED_DOCUMENTS: readonly { name: string; value: unknown }[] = [
  { name: 'null', value: null },
  { name: 'an array', value: [] },
  { name: 'text', value: '{"a":1}' },
  { name: 'a number', value: 1 },
  { name: 'true', value: true },
  { name: 'a Date', value: new Date(0) },
  { name: 'a function', value: () => ({}) },
  { name: 'a Map', value: new Map() },
  { name: 'a class instance', value: new Model() },
];

function throwingGetter(): object {
  const get = (): never => {
    throw new Error('not today');
  };
  return Object.defineProperty({}, 'bad', { enumerable: true, get });
}
