/** Hostile values that every store must hold, exactly. */

/** A value, and what it reads back as where that is not itself. */
export interface StorableValue {
  /** Shown as the test's name. */
  name: string;
  /** What is passed in. */
  value: unknown;
  /** What comes out, where that is not the same. */
  stored?: unknown;
}

/** Strings that encodings, escapes, collations and templates stumble over. */
export const HOSTILE_TEXTS: readonly { name: string; text: string }[] = [
  { name: 'empty', text: '' },
  { name: 'a space', text: ' ' },
  { name: 'spaces around', text: '  both ends  ' },
  { name: 'line ends', text: '\n\r\n\r\t' },
  { name: 'control characters', text: '\u0001\u0008\u001b\u001f\u007f\u0085\u009f' },
  { name: 'line and paragraph separators', text: 'a\u2028b\u2029c' },
  { name: 'byte order mark', text: '\ufefftext' },
  { name: 'noncharacters', text: '\ufffe\uffff\ufdd0\u{1fffe}' },
  { name: 'replacement character', text: '\ufffd' },
  { name: 'astral', text: '\u{1f600}\u{10ffff}\u{10000}' },
  { name: 'joined emoji', text: '👩‍👩‍👧‍👦🏳️‍🌈' },
  { name: 'composed', text: 'é' },
  { name: 'decomposed', text: 'e\u0301' },
  { name: 'right to left', text: '\u202eabc\u202c שלום' },
  { name: 'zero width', text: 'a\u200bb\u200dc' },
  { name: 'sharp s and dotted i', text: 'ßẞİı' },
  { name: 'quotes', text: `'"\`''""` },
  { name: 'backslashes', text: '\\ \\\\ \\n \\u0041' },
  { name: 'an escaped NUL, spelled out', text: '\\u0000' },
  { name: 'SQL', text: "'; drop table mastra_agent_versions; --" },
  { name: 'placeholders', text: '$1 $2 $$ $\u007bx} :name @name ? ?1 %s %% {{x}} $/x/ $[x]' },
  { name: 'patterns', text: '% _ .* [a-z] \\d' },
  { name: 'words that are not strings elsewhere', text: 'null' },
  { name: 'a number in quotes', text: '007' },
  { name: 'JSON in a string', text: '{"a":[1,null]}' },
  { name: 'a date in a string', text: '2024-02-30T25:61:00Z' },
];

const NUMBERS: readonly StorableValue[] = [
  { name: 'zero', value: 0 },
  { name: 'minus zero, which becomes zero', value: -0, stored: 0 },
  { name: 'a decimal', value: 0.1 },
  { name: 'a decimal that is none in binary', value: 0.30000000000000004 },
  { name: 'a third', value: 1 / 3 },
  { name: 'sixteen digits', value: 5764607523034.235 },
  { name: 'a small exponent', value: 1e-7 },
  { name: 'the smallest subnormal', value: 5e-324 },
  { name: 'the smallest normal', value: 2.2250738585072014e-308 },
  { name: 'a subnormal', value: 1.5e-310 },
  { name: '2^53-1', value: 9_007_199_254_740_991 },
  { name: '-(2^53-1)', value: -9_007_199_254_740_991 },
  { name: '2^31', value: 2_147_483_648 },
  { name: '1e15', value: 1e15 },
  { name: 'a time in milliseconds', value: 1_700_000_000_123 },
];

const SCALARS: readonly StorableValue[] = [
  { name: 'null', value: null },
  { name: 'true', value: true },
  { name: 'false', value: false },
  { name: 'a Date, which becomes text', value: new Date(1_700_000_000_123), stored: '2023-11-14T22:13:20.123Z' },
  { name: 'a Date before year 0', value: new Date(-1e14), stored: '-001199-02-15T14:13:20.000Z' },
];

/** Keys as hostile as the texts, and those that objects have already. */
const KEYS: readonly string[] = [
  ...HOSTILE_TEXTS.map(({ text }) => text),
  ...['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'length', '__defineGetter__', 'then'],
  ...['0', '10', '9', '01', '-1', '1.5', '4294967295', '4294967296', 'a.b', 'a[0]', '$ref', '@type', '#', '/'],
];

const twice = { shared: [1, { deep: true }] };

const OBJECTS: readonly StorableValue[] = [
  { name: 'an empty object', value: {} },
  { name: 'an empty array', value: [] },
  { name: 'empty things in each other', value: [[], {}, [[]], [{}], { a: [] }, { a: {} }] },
  { name: 'nulls in an array', value: [null, null, [null]] },
  { name: 'null beside absent', value: { a: null, c: { a: null } } },
  { name: 'undefined in an object, which is absent', value: { a: undefined, b: 1 }, stored: { b: 1 } },
  { name: 'mixed types in an array', value: [1, '1', true, null, { 1: 1 }, ['1']] },
  { name: 'hostile keys', value: Object.fromEntries(KEYS.map((key, index) => [key, index])) },
  { name: 'hostile keys, nested', value: KEYS.reduceRight<unknown>((inner, key) => ({ [key]: inner }), 'end') },
  { name: 'keys that differ in case or form only', value: { é: 1, 'e\u0301': 2, É: 3, 'é ': 4 } },
  { name: 'an object without prototype', value: Object.assign(Object.create(null), { a: 1 }), stored: { a: 1 } },
  {
    name: 'the same object twice',
    value: [twice, twice, twice.shared],
    stored: JSON.parse(JSON.stringify([twice, twice, twice.shared])),
  },
  { name: 'frozen', value: Object.freeze({ a: Object.freeze([1]) }) },
  {
    name: 'a getter',
    value: Object.defineProperty({}, 'a', { enumerable: true, get: () => 'read' }),
    stored: { a: 'read' },
  },
  {
    name: 'a hidden property, which is absent',
    value: Object.defineProperty({ a: 1 }, 'b', { value: 2 }),
    stored: { a: 1 },
  },
  { name: 'a shape like our own rows', value: { id: 'x', agentId: 'y', versionNumber: 0, snapshot: { snapshot: {} } } },
];

const LARGE: readonly StorableValue[] = [
  { name: '63 levels below the snapshot', value: nest(63) },
  {
    name: '9,999 keys below the snapshot',
    value: Object.fromEntries(Array.from({ length: 9999 }, (_, n) => [`k${n}`, n])),
  },
  { name: 'exactly 1 MiB', value: 'x'.repeat(1_048_576 - '{"value":""}'.length) },
  { name: 'exactly 1 MiB of three-byte characters', value: `${'€'.repeat(349_521)}x` },
  { name: 'an array of 100,000', value: Array.from({ length: 100_000 }, (_, n) => n % 10) },
];

/** The storable values that stay within the limits when several of them are put together. */
export const SMALL_VALUES: readonly StorableValue[] = [
  ...HOSTILE_TEXTS.map(({ name, text }) => ({ name: `text: ${name}`, value: text })),
  ...NUMBERS.map((row) => ({ ...row, name: `number: ${row.name}` })),
  ...SCALARS,
  ...OBJECTS,
];

/** Every storable value, under one name each. */
export const STORABLE_VALUES: readonly StorableValue[] = [...SMALL_VALUES, ...LARGE];

/** An array in an array in an array … `depth` of them. */
export function nest(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
