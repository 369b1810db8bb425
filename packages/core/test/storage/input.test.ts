/** The building blocks of inputs. */
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ValidationError } from '../../src/errors';
import {
  expectedSchema,
  hashSchema,
  idSchema,
  labelSchema,
  nonNegativeIntegerSchema,
  parseId,
  parseInput,
  parseValue,
  perPageSchema,
  positiveIntegerSchema,
  textSchema,
  timeSchema,
} from '../../src/storage/input';

/** The issues of a value that a schema refuses; none where it does not. */
function issuesOf(schema: z.ZodType, value: unknown) {
  try {
    parseInput(schema, value);
    return [];
  } catch (error) {
    return (error as ValidationError).issues;
  }
}

describe('idSchema', () => {
  it.each(['a', '0', ' ', '../a b', 'é'.repeat(127), 'x'.repeat(255), '\u{1f600}', '__proto__', 'null'])(
    'takes %j',
    (id) => {
      expect(parseInput(idSchema, id)).toBe(id);
    },
  );

  it.each([
    ['', 'must not be empty'],
    ['x'.repeat(256), 'must be at most 255 bytes'],
    ['é'.repeat(128), 'must be at most 255 bytes'],
    ['a\nb', 'must not contain control characters'],
    ['a\u007f', 'must not contain control characters'],
    ['a\u0080', 'must not contain control characters'],
    ['\u009f', 'must not contain control characters'],
    ['\ud83d', 'must be well-formed Unicode, without lone surrogates'],
  ])('refuses %j', (id, message) => {
    expect(issuesOf(idSchema, id)).toEqual([{ path: '', message }]);
  });

  it.each([undefined, null, 1, ['a'], { id: 'a' }, Object('a')])('refuses what is no text: %j', (id) => {
    expect(issuesOf(idSchema, id)).toHaveLength(1);
  });
});

describe('textSchema', () => {
  it.each(['', ' ', '\n\t\u0001', '€'.repeat(21_845)])('takes text of up to 65,536 bytes', (text) => {
    expect(parseInput(textSchema, text)).toBe(text);
  });

  it.each([
    ['a\0', 'must not contain U+0000'],
    ['\udc00', 'must be well-formed Unicode, without lone surrogates'],
    ['€'.repeat(21_846), 'must be at most 65536 bytes'],
  ])('refuses what a store would not hold', (text, message) => {
    expect(issuesOf(textSchema, text)).toEqual([{ path: '', message }]);
  });
});

describe('labelSchema', () => {
  it.each(['production', 'active', '0', 'a.b_c-d', `a${'9'.repeat(63)}`])('takes %s', (label) => {
    expect(parseInput(labelSchema, label)).toBe(label);
  });

  it.each(['', 'latest', 'head', 'Prod', '-a', '.a', 'a b', 'a\n', 'é', `a${'9'.repeat(64)}`, 1])(
    'refuses %j',
    (label) => {
      expect(issuesOf(labelSchema, label)).toHaveLength(1);
    },
  );
});

describe('numbers', () => {
  const numberless = [0, -1, 1.5, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY, '1', 1n, true, null, [1], Object(1)];

  it('are 1 to 2^31-1', () => {
    expect(parseInput(positiveIntegerSchema, 1)).toBe(1);
    expect(parseInput(positiveIntegerSchema, 2 ** 31 - 1)).toBe(2 ** 31 - 1);
    for (const value of numberless) expect(issuesOf(positiveIntegerSchema, value)).toHaveLength(1);
  });

  it('or 0 where nothing was seen yet', () => {
    expect(parseInput(nonNegativeIntegerSchema, 0)).toBe(0);
    expect(parseInput(nonNegativeIntegerSchema, 2 ** 31 - 1)).toBe(2 ** 31 - 1);
    for (const value of numberless.slice(1)) expect(issuesOf(nonNegativeIntegerSchema, value)).toHaveLength(1);
  });

  it('are 1 to 1000 for the size of a page', () => {
    expect(parseInput(perPageSchema, 1000)).toBe(1000);
    for (const value of [...numberless, 1001]) expect(issuesOf(perPageSchema, value)).toHaveLength(1);
  });

  it('or none, as 0, for what is expected', () => {
    expect(parseInput(expectedSchema, 7)).toBe(7);
    expect(parseInput(expectedSchema, 'none')).toBe(0);
    for (const value of [...numberless, '', 'None']) {
      expect(issuesOf(expectedSchema, value)).toEqual([
        { path: '', message: "must be an integer from 1 to 2147483647, or 'none'" },
      ]);
    }
  });
});

describe('hashSchema', () => {
  it('takes 64 lower-case hex digits', () => {
    expect(parseInput(hashSchema, '0123456789abcdef'.repeat(4))).toHaveLength(64);
    for (const value of ['', 'a'.repeat(63), 'A'.repeat(64), 'g'.repeat(64), `${'a'.repeat(64)}\n`, 1]) {
      expect(issuesOf(hashSchema, value)).toHaveLength(1);
    }
  });
});

describe('timeSchema', () => {
  it.each(['0001-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'])('takes %s', (time) => {
    expect(parseInput(timeSchema, new Date(time))).toEqual(new Date(time));
  });

  it('gives a copy, also of a Date of another realm', () => {
    const mine = new Date(0);
    const theirs: Date = runInNewContext('new Date(0)');
    const copies = [parseInput(timeSchema, mine), parseInput(timeSchema, theirs)];
    mine.setTime(1);
    theirs.setTime(1);
    expect(copies).toEqual([new Date(0), new Date(0)]);
  });

  it.each([
    ['an invalid Date', new Date(Number.NaN)],
    ['a time before the year 1', new Date('0000-12-31T23:59:59.999Z')],
    ['a time after the year 9999', new Date('+010000-01-01T00:00:00.000Z')],
    ['text', '2024-01-01'],
    ['a number', 0],
    ['null', null],
    ['what only inherits from Date', Object.create(Date.prototype)],
  ])('refuses %s', (_, time) => {
    expect(issuesOf(timeSchema, time)).toHaveLength(1);
  });
});

describe('parseInput', () => {
  const schema = z.strictObject({ tools: z.array(z.strictObject({ name: idSchema })) });

  it('names faults by their paths, unknown fields one by one', () => {
    const input = { tools: [{ name: 'a' }, { name: '', 'two words': 1, three: 1 }], ...JSON.parse('{"__proto__":1}') };
    expect(issuesOf(schema, input)).toEqual([
      { path: 'tools[1].name', message: 'must not be empty' },
      { path: 'tools[1]["two words"]', message: 'is not a known field' },
      { path: 'tools[1].three', message: 'is not a known field' },
      { path: '__proto__', message: 'is not a known field' },
    ]);
  });

  it('names at most twenty', () => {
    expect(issuesOf(schema, { tools: Array(1000).fill({}) })).toHaveLength(20);
  });

  it('is a ValidationError also where looking at the value throws, with what was thrown as its cause', () => {
    const cause = new Error('no');
    const hostile = {
      get tools() {
        throw cause;
      },
    };
    expect(() => parseInput(schema, hostile)).toThrow(ValidationError);
    expect(() => parseInput(schema, hostile)).toThrow(expect.objectContaining({ cause }));
  });

  it('never repeats the value', () => {
    expect(JSON.stringify(issuesOf(idSchema, 'sk-secret\n'))).not.toContain('sk-secret');
  });
});

describe('parseValue and parseId', () => {
  it('start paths where the value was found', () => {
    expect(() => parseValue(z.array(idSchema), { value: ['a', ''], path: 'ids' })).toThrow('ids[1]: must not be empty');
    expect(() => parseId('')).toThrow('id: must not be empty');
    expect(() => parseId('', 'agentId')).toThrow('agentId: must not be empty');
  });
});
