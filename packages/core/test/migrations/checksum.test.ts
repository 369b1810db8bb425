/** Checksums tell an edited migration from the one that was applied, and nothing else. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chainChecksums, migrationChecksum } from '../../src/migrations/checksum';
import type { Migration } from '../../src/migrations/types';

const migration = (change: Partial<Migration> = {}): Migration => ({
  id: '001',
  description: 'first',
  up: ['create table a (x text)', 'create index i on a (x)'],
  down: ['drop table a'],
  createdAt: new Date(0),
  ...change,
});

const original = migrationChecksum(migration(), null);

describe('migrationChecksum', () => {
  it('is the SHA-256 of the checksum before, the id and the statements', () => {
    const content = '[null,"001",["create table a (x text)","create index i on a (x)"]]';
    expect(original).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it('does not see layout', () => {
    const up = ['\n  create table a\n\t(x   text)\r\n', ' create index i on a (x)'];
    expect(migrationChecksum(migration({ up }), null)).toBe(original);
  });

  it('does not see the description, the date or the way back', () => {
    const change = { description: 'renamed', createdAt: new Date(), down: undefined };
    expect(migrationChecksum(migration(change), null)).toBe(original);
  });

  it.each([
    ['another statement', { up: ['create table a (y text)', 'create index i on a (x)'] }],
    ['another order', { up: ['create index i on a (x)', 'create table a (x text)'] }],
    ['statements glued together', { up: ['create table a (x text) create index i on a (x)'] }],
    ['words glued together', { up: ['createtable a (x text)', 'create index i on a (x)'] }],
    ['another id', { id: '002' }],
  ])('sees %s', (_, change) => {
    expect(migrationChecksum(migration(change), null)).not.toBe(original);
  });

  it('sees another past', () => {
    expect(migrationChecksum(migration(), 'f'.repeat(64))).not.toBe(original);
  });
});

describe('chainChecksums', () => {
  it('chains each to the one before, so that an edit shows in all that follow', () => {
    const later = [migration({ id: '002', up: ['b'] }), migration({ id: '003', up: ['c'] })];
    const before = chainChecksums([migration(), ...later]);
    const after = chainChecksums([migration({ up: ['edited'] }), ...later]);
    expect([...before.keys()]).toEqual(['001', '002', '003']);
    for (const [id, checksum] of before) expect(after.get(id)).not.toBe(checksum);
  });
});
