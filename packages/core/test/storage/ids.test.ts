/** Ids that the stores make. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createId } from '../../src/storage/ids';

describe('createId', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('makes ULIDs of the present', () => {
    // The example of the ULID specification: its time in milliseconds is the first ten characters.
    vi.useFakeTimers({ now: 1_469_918_176_385 });
    expect(createId()).toMatch(/^01ARYZ6S41[0-9A-HJKMNP-TV-Z]{16}$/);
  });

  it('makes each greater than the one before, within a millisecond and when the clock is set back', () => {
    vi.useFakeTimers({ now: new Date('2100-01-01') });
    const ids = Array.from({ length: 2000 }, createId);
    vi.setSystemTime(new Date('2001-01-01'));
    ids.push(...Array.from({ length: 2000 }, createId));
    expect(ids).toEqual([...new Set(ids)].sort());
  });
});
