/** Options are checked when a store is made, not when it is used. */
import { ValidationError } from '@agent-versions/core';
import { PgAgentVersionsStorage, PostgresStore } from '@agent-versions/pg';
import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../src/db/options';

const URL = 'postgres://user:secret@127.0.0.1:1/none';

function issuesOf(options: object): unknown {
  try {
    new PostgresStore({ id: 'pg', ...options });
  } catch (error) {
    if (error instanceof ValidationError) return error.issues;
    throw error;
  }
  return 'accepted';
}

describe('the source of connections', () => {
  it.each([
    ['none', {}],
    ['an environment variable that is not set', { connectionString: undefined }],
    ['two', { connectionString: URL, host: 'db' }],
  ])('is one of three: %s is refused', (_, options) => {
    expect(issuesOf(options)).toEqual([{ path: '', message: 'give exactly one of connectionString, host and client' }]);
  });

  it('must be readable, and an unreadable one is not shown', () => {
    const issues = issuesOf({ connectionString: 'postgres://user:secret@[broken/none' });
    expect(issues).toEqual([{ path: 'connectionString', message: 'is no connection string of Postgres' }]);
  });

  it('must be a pg-promise database where it is injected', () => {
    expect(issuesOf({ client: {} })).toEqual([{ path: 'client', message: 'must be a pg-promise database' }]);
  });
});

describe('other options', () => {
  it('have defaults, also where they are undefined', () => {
    expect(resolveOptions({ host: 'db', schema: undefined, max: undefined })).toEqual({
      host: 'db',
      schema: 'agent_versions',
      max: 10,
      connectionTimeout: 10_000,
      statementTimeout: 30_000,
      idleTimeout: 30_000,
      preparedStatements: true,
      disableInit: false,
    });
  });

  it.each([
    ['max', 0],
    ['max', 1.5],
    ['port', 65_536],
    ['connectionTimeout', 0],
    ['statementTimeout', Number.POSITIVE_INFINITY],
    ['idleTimeout', -1],
    ['idleTimeout', '5'],
  ])('%s: %s is refused', (path, value) => {
    expect(issuesOf({ connectionString: URL, [path]: value })).toMatchObject([{ path }]);
  });

  it('are refused where there is no such option', () => {
    expect(issuesOf({ connectionString: URL, poolSize: 5 })).toEqual([{ path: 'poolSize', message: 'is no option' }]);
  });

  it.each([[''], ['a\0b'], ['\ud800'], ['x'.repeat(64)], ['é'.repeat(32)], ['pg_mine'], ['information_schema'], [7]])(
    'schema %j is refused',
    (schema) => {
      expect(issuesOf({ connectionString: URL, schema })).toMatchObject([{ path: 'schema' }]);
    },
  );

  it('hold for a domain alone as well', () => {
    expect(() => new PgAgentVersionsStorage({ connectionString: URL, max: 0 })).toThrow(ValidationError);
  });
});
