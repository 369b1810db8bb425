/** The feed's inputs and cursors. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatEventCursor,
  parseDeleteEvents,
  parseEventCursor,
  parseListEvents,
} from '../../../../src/storage/domains/agent-versions/input-events';
import { pathsOf } from '../../paths-of';

describe('cursors', () => {
  it('come back as they were', () => {
    const place = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.record({ transactionId: place, position: place }), (cursor) => {
        expect(parseEventCursor(formatEventCursor(cursor))).toEqual(cursor);
      }),
    );
  });

  it.each([
    '',
    '.',
    '1',
    '1.',
    '.1',
    '1.2.3',
    '-1.2',
    '+1.2',
    '01.2',
    '1.02',
    ' 1.2',
    '1.2\n',
    '1e1.2',
    'a.b',
    '0x1.2',
  ])('are none of %j', (text) => {
    expect(pathsOf(() => parseEventCursor(text))).toEqual(['after']);
  });

  it.each(['9223372036854775808.0', '0.9223372036854775808', '10000000000000000000.0', 1, null, ['0.1']])(
    'are not larger than a column, and text: %j',
    (text) => {
      expect(pathsOf(() => parseEventCursor(text, 'cursor'))).toEqual(['cursor']);
    },
  );
});

describe('parseListEvents', () => {
  it('goes from the start, a hundred at a time, through the events of all', () => {
    expect(parseListEvents()).toStrictEqual({ after: undefined, limit: 100, agentId: undefined });
    const after = { transactionId: 0n, position: 7n };
    expect(parseListEvents({ after: '0.7', limit: 1, agentId: 'a' })).toStrictEqual({ after, limit: 1, agentId: 'a' });
    expect(pathsOf(() => parseListEvents({ after: '7', limit: 0, agentId: '' }))).toEqual([
      'after',
      'limit',
      'agentId',
    ]);
  });
});

describe('parseDeleteEvents', () => {
  it('takes a cursor', () => {
    expect(parseDeleteEvents({ through: '1.2' })).toEqual({ through: { transactionId: 1n, position: 2n } });
    expect(pathsOf(() => parseDeleteEvents({} as { through: string }))).toEqual(['through']);
  });
});
