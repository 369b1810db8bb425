/** Values as the server writes them, read back. */
import { describe, expect, it } from 'vitest';
import { COLUMN_TYPES, parseTimestamp } from '../../src/db/column-types';

describe('parseTimestamp', () => {
  it.each([
    ['2024-02-29 23:59:59.123+00', '2024-02-29T23:59:59.123Z'],
    ['2024-02-29 23:59:59+00', '2024-02-29T23:59:59.000Z'],
    ['2024-03-01 05:44:59.12+05:45', '2024-02-29T23:59:59.120Z'],
    ['2024-02-29 18:59:59.1-05', '2024-02-29T23:59:59.100Z'],
    ['1900-01-01 00:53:28+00:53:28', '1900-01-01T00:00:00.000Z'],
    ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'],
    ['0099-12-31 23:59:59.999+00', '0099-12-31T23:59:59.999Z'],
    ['9999-12-31 23:59:59.999+00', '9999-12-31T23:59:59.999Z'],
    ['10000-01-01 00:00:00+00', '+010000-01-01T00:00:00.000Z'],
    ['2024-02-29 23:59:59.123999+00', '2024-02-29T23:59:59.123Z'],
  ])('%s', (text, iso) => {
    expect(parseTimestamp(text).toISOString()).toBe(iso);
  });

  it.each(['infinity', '-infinity', '0044-03-15 12:00:00+00 BC', '29.02.2024 23:59:59 CET', ''])(
    '%j is no time',
    (text) => {
      expect(parseTimestamp(text).getTime()).toBeNaN();
    },
  );
});

describe('COLUMN_TYPES', () => {
  const read = (oid: number, text: string): unknown => COLUMN_TYPES.getTypeParser(oid)(text);

  it('reads integers as numbers while a number can hold them', () => {
    expect([read(23, '-7'), read(20, '9007199254740991'), read(20, '9007199254740992')]).toEqual([
      -7,
      9007199254740991,
      '9007199254740992',
    ]);
  });

  it('reads booleans', () => {
    expect([read(16, 't'), read(16, 'f')]).toEqual([true, false]);
  });

  it('leaves text and JSON as they are', () => {
    expect([read(25, 'x'), read(3802, '{"a": 1}'), read(114, '1')]).toEqual(['x', '{"a": 1}', '1']);
  });
});
