/** Hostile ids, labels, times and numbers: what the fields around a snapshot may and may not be. */
import { HOSTILE_TEXTS } from './values';

const hasControlCharacter = (text: string): boolean => /\p{Cc}/u.test(text);

/** Ids that every store keeps apart, byte by byte. */
export const STORABLE_IDS: readonly { name: string; id: string }[] = [
  ...HOSTILE_TEXTS.filter(({ text }) => text !== '' && !hasControlCharacter(text)).map(({ name, text }) => ({
    name,
    id: text,
  })),
  { name: 'one letter', id: 'a' },
  { name: 'the same in upper case', id: 'A' },
  { name: 'the same with a space', id: 'a ' },
  { name: '255 bytes', id: 'x'.repeat(255) },
  { name: '255 bytes of three-byte characters', id: '€'.repeat(85) },
  { name: '252 bytes of astral characters', id: '\u{1f600}'.repeat(63) },
  { name: 'a path', id: '../../etc/passwd' },
  { name: 'a url', id: 'https://example.com/a?b=c&d#e' },
  { name: '__proto__', id: '__proto__' },
  { name: 'constructor', id: 'constructor' },
  { name: 'undefined', id: 'undefined' },
  { name: 'a number', id: '1' },
  { name: 'a number with a zero before', id: '01' },
];

/** What is no id. */
export const REFUSED_IDS: readonly { name: string; id: unknown }[] = [
  { name: 'empty', id: '' },
  { name: '256 bytes', id: 'x'.repeat(256) },
  { name: '258 bytes of 86 characters', id: '€'.repeat(86) },
  { name: 'U+0000', id: 'a\0' },
  { name: 'a line end', id: 'a\n' },
  { name: 'a tab', id: '\ta' },
  { name: 'delete', id: '\u007f' },
  { name: 'a C1 control', id: 'a\u0085b' },
  { name: 'a lone surrogate', id: '\ud800' },
  { name: 'null', id: null },
  { name: 'a number', id: 5 },
  { name: 'a BigInt', id: 5n },
  { name: 'true', id: true },
  { name: 'an array', id: ['a'] },
  { name: 'an object', id: { id: 'a' } },
  { name: 'a boxed string', id: Object('a') },
];

/** Names of labels. */
export const STORABLE_LABELS: readonly string[] = [
  ...['a', '0', 'production', 'a.b-c_d', '9lives', 'active', 'latest2', 'x'.repeat(64)],
  ...['null', 'constructor', '0.0', 'a--', 'heads'],
];

/** What is no name of a label. */
export const REFUSED_LABELS: readonly { name: string; label: unknown }[] = [
  { name: 'empty', label: '' },
  { name: 'latest', label: 'latest' },
  { name: 'head', label: 'head' },
  { name: 'upper case', label: 'Production' },
  { name: 'a space', label: 'a b' },
  { name: 'a slash', label: 'a/b' },
  { name: 'a line end', label: 'production\n' },
  { name: 'a leading dot', label: '.a' },
  { name: 'a leading underscore', label: '_a' },
  { name: 'an accent', label: 'é' },
  { name: '65 letters', label: 'x'.repeat(65) },
  { name: 'U+0000', label: 'a\0' },
  { name: 'null', label: null },
  { name: 'a number', label: 1 },
];

/** Times that every store keeps to the millisecond. */
export const STORABLE_TIMES: readonly string[] = [
  '0001-01-01T00:00:00.000Z',
  '0099-12-31T23:59:59.999Z',
  '1582-10-10T00:00:00.000Z',
  '1883-11-18T12:03:57.001Z',
  '1919-03-31T03:30:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '2000-02-29T12:00:00.500Z',
  '2016-12-31T23:59:59.999Z',
  '2024-03-10T07:30:00.001Z',
  '2024-10-27T00:59:59.999Z',
  '2038-01-19T03:14:08.000Z',
  '9999-12-31T23:59:59.999Z',
];

/** What is no time. */
export const REFUSED_TIMES: readonly { name: string; time: unknown }[] = [
  { name: 'invalid', time: new Date(Number.NaN) },
  { name: 'before year 1', time: new Date(Date.parse('0001-01-01T00:00:00.000Z') - 1) },
  { name: 'year 10000', time: new Date(Date.parse('9999-12-31T23:59:59.999Z') + 1) },
  { name: 'the last that a Date holds', time: new Date(8.64e15) },
  { name: 'text', time: '2024-01-01T00:00:00.000Z' },
  { name: 'a number', time: 0 },
  { name: 'null', time: null },
];

/** What is no version number, revision or page. */
export const REFUSED_NUMBERS: readonly unknown[] = [
  ...[0, -0, -1, 1.5, 0.1, 5e-324, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1, 2 ** 53, 1e21, -(2 ** 31)],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...['1', '', 'one', null, true, 1n, [1], { valueOf: () => 1 }, new Date(1), Object(1)],
];
