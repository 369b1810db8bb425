/** Time spans as people write them. */
import { expect, it } from 'vitest';
import { parseDuration } from '../src/duration';

it.each([
  ['90s', 90_000],
  ['45m', 2_700_000],
  ['12h', 43_200_000],
  ['30d', 2_592_000_000],
  ['2w', 1_209_600_000],
])('%s is %d milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(['', '30', 'd', '0d', '-1d', '1.5h', '30 d', '30D', '1y', '9999999999d', 'Infinityd'])('%j is none', (text) => {
  expect(() => parseDuration(text)).toThrow('30d, 12h');
});
