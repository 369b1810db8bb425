/** What a store can be told, and what it refuses to be told. */
import { resolve } from 'node:path';
import { ValidationError } from '@agent-versions/core';
import { createClient } from '@libsql/client';
import { describe, expect, it } from 'vitest';
import { type LibSQLOptions, resolveOptions } from '../src/db/options';
import { describePlace, readUrl } from '../src/db/place';
import { DefaultStorage } from '../src/default-storage';
import { LibSQLStore } from '../src/store';

describe('urls', () => {
  it.each([
    [':memory:', ':memory:'],
    ['file::memory:', ':memory:'],
    ['file:agents.db', resolve('agents.db')],
    ['file:./a/agents.db', resolve('a/agents.db')],
    ['file:/var/lib/agents.db', '/var/lib/agents.db'],
    ['file:///var/lib/agents.db', '/var/lib/agents.db'],
    ['file://localhost/var/lib/agents.db', '/var/lib/agents.db'],
    ['FILE:/var/lib/agents.db', '/var/lib/agents.db'],
    ['file:/with%20space%3F%23.db', '/with space?#.db'],
    ['file:/with space.db', '/with space.db'],
    ['file:///C:/agents.db', resolve('C:/agents.db')],
  ])('%s is a local database', (url, path) => {
    expect(readUrl(url, undefined)).toEqual({ kind: 'local', path });
  });

  it.each([
    ['libsql://db.turso.io', 'libsql://db.turso.io', 'given'],
    ['https://db.turso.io/', 'https://db.turso.io/', 'given'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/', 'given'],
    ['wss://db.turso.io', 'wss://db.turso.io/', 'given'],
    ['ws://127.0.0.1:8080', 'ws://127.0.0.1:8080/', 'given'],
    ['libsql://127.0.0.1:8080?tls=0', 'libsql://127.0.0.1:8080?tls=0', 'given'],
    ['libsql://db.turso.io?authToken=s%2Bcret', 'libsql://db.turso.io', 's+cret'],
  ])('%s is a server, its token apart', (text, url, authToken) => {
    expect(readUrl(text, 'given')).toEqual({ kind: 'remote', url, authToken });
  });

  it.each([
    ['', /must start with file:/],
    ['agents.db', /must start with file:/],
    ['postgres://localhost/agents', /must start with file:/],
    ['file:', /names no file/],
    ['file:%00', /names no file/],
    ['file://elsewhere/agents.db', /another host/],
    ['file:agents.db?mode=ro', /takes no \?/],
    ['file::memory:?cache=shared', /takes no \?/],
    ['file:agents.db#x', /takes no \? or #/],
    ['file:%zz', /no escape/],
    ['libsql:', /names no host|must start with/],
    ['https://user:secret@db.turso.io', /use authToken/],
    ['libsql://db.turso.io?password=secret', /"password"/],
  ])('%s is refused', (url, message) => {
    const error = refusalOf(() => resolveOptions({ url }));
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).issues).toEqual([{ path: 'url', message: expect.stringMatching(message) }]);
    expect(String(error)).not.toContain('secret');
  });

  it('are named in errors without credentials', () => {
    expect(describePlace(readUrl('libsql://db.turso.io?authToken=secret', undefined))).toBe('db.turso.io');
    expect(describePlace(readUrl('file:/a.db', undefined))).toBe('/a.db');
  });
});

describe('options', () => {
  const client = createClient({ url: ':memory:' });

  it('have defaults', () => {
    expect(resolveOptions({ url: ':memory:' })).toEqual({
      place: { kind: 'local', path: ':memory:' },
      tablePrefix: '',
      disableInit: false,
      durability: 'full',
      busyTimeout: 10_000,
      requestTimeout: 30_000,
    });
  });

  it('may name the primary of a replica, whose token is kept apart', () => {
    const options = { url: 'file:/a.db', syncUrl: 'libsql://db.turso.io?authToken=secret', syncInterval: 0.5 };
    const { place } = resolveOptions(options);
    expect(place).toEqual({
      kind: 'replica',
      path: '/a.db',
      primary: { kind: 'remote', url: 'libsql://db.turso.io', authToken: 'secret' },
      syncInterval: 0.5,
      reads: 'current',
    });
    expect(describePlace(place)).toBe('db.turso.io');
    expect(resolveOptions({ ...options, reads: 'may-lag' })).toMatchObject({ place: { reads: 'may-lag' } });
  });

  it.each<[string, Record<string, unknown>]>([
    ['url', {}],
    ['url', { url: ':memory:', client }],
    ['authToken', { client, authToken: 'secret' }],
    ['client', { client: {} }],
    ['url', { url: 7 }],
    ['tablePrefix', { url: ':memory:', tablePrefix: 'Mine_' }],
    ['tablePrefix', { url: ':memory:', tablePrefix: '1_' }],
    ['tablePrefix', { url: ':memory:', tablePrefix: 'a"; drop table x; --' }],
    ['tablePrefix', { url: ':memory:', tablePrefix: 'a'.repeat(33) }],
    ['tablePrefix', { url: ':memory:', tablePrefix: 'a_\n' }],
    ['tablePrefix', { url: ':memory:', tablePrefix: 'sqlite_' }],
    ['durability', { url: ':memory:', durability: 'normal' }],
    ['busyTimeout', { url: ':memory:', busyTimeout: -1 }],
    ['busyTimeout', { url: ':memory:', busyTimeout: Number.NaN }],
    ['requestTimeout', { url: ':memory:', requestTimeout: 0 }],
    ['requestTimeout', { url: ':memory:', requestTimeout: 1e12 }],
    ['disableInit', { url: ':memory:', disableInit: 'yes' }],
    ['schema', { url: ':memory:', schema: 'x' }],
    ['url', { url: ':memory:', syncUrl: 'http://127.0.0.1' }],
    ['url', { url: 'libsql://db.turso.io', syncUrl: 'libsql://db.turso.io' }],
    ['url', { syncUrl: 'libsql://db.turso.io' }],
    ['syncUrl', { client, syncUrl: 'libsql://db.turso.io' }],
    ['syncUrl', { url: 'file:a.db', syncUrl: 'wss://db.turso.io' }],
    ['syncUrl', { url: 'file:a.db', syncUrl: 'file:b.db' }],
    ['syncUrl', { url: 'file:a.db', syncUrl: '' }],
    ['syncInterval', { url: 'file:a.db', syncInterval: 60 }],
    ['syncInterval', { url: 'file:a.db', syncUrl: 'libsql://db.turso.io', syncInterval: 0 }],
    ['syncInterval', { url: 'file:a.db', syncUrl: 'libsql://db.turso.io', syncInterval: Number.POSITIVE_INFINITY }],
    ['reads', { url: 'file:a.db', reads: 'current' }],
    ['reads', { url: 'file:a.db', syncUrl: 'libsql://db.turso.io', reads: 'stale' }],
    ['offline', { url: 'file:a.db', syncUrl: 'libsql://db.turso.io', offline: true }],
    ['readYourWrites', { url: 'file:a.db', syncUrl: 'libsql://db.turso.io', readYourWrites: false }],
  ])('%s is refused in %j', (path, options) => {
    const error = refusalOf(() => resolveOptions(options as LibSQLOptions));
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).issues.map((issue) => issue.path)).toContain(path);
  });

  it.each(['', 'a', '_a1', `a${'b'.repeat(31)}`])('tablePrefix may be "%s"', (tablePrefix) => {
    expect(resolveOptions({ url: ':memory:', tablePrefix })).toMatchObject({ tablePrefix });
  });

  it('are checked when a store is made, not when it is used', () => {
    expect(() => new LibSQLStore({ id: 's', url: 'nowhere' })).toThrow(ValidationError);
    expect(() => new LibSQLStore({ id: '', url: ':memory:' })).toThrow(ValidationError);
    expect(() => new LibSQLStore({ id: 's', url: ':memory:', ...{ unknown: 1 } })).toThrow(ValidationError);
    expect(() => new LibSQLStore({ id: 's', url: ':memory:', limits: { maxKeys: 0 } })).toThrow(ValidationError);
    expect(() => new DefaultStorage({ config: { url: 'nowhere' } })).toThrow(ValidationError);
    expect(() => new DefaultStorage({ name: 'n', ...{ unknown: 1 } })).toThrow(ValidationError);
  });
});

function refusalOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
