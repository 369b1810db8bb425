/** No server, the wrong one, or one that does not answer: a clear error in bounded time, and no password in it. */
import { createServer, type Server } from 'node:net';
import { inspect } from 'node:util';
import { UnavailableError } from '@agent-versions/core';
import { PgAgentVersionsStorage, type PostgresOptions } from '@agent-versions/pg';
import { afterAll, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../../test/postgres/context';
import { testSchemas } from '../../../../test/postgres/schema';
import { printFigure } from '../figure';
import { withClient } from '../raw-client';

const schemas = testSchemas();
const role = `role_${schemas.next()}`;

afterAll(() => withClient((client) => client.query(`drop role if exists ${role}`)));

/** What a first call meets, and how long it took. */
async function firstCall(options: PostgresOptions): Promise<{ error: Error; took: number }> {
  const versions = new PgAgentVersionsStorage({ schema: schemas.next(), ...options });
  const begun = performance.now();
  const error = await versions.getVersion('any').then(
    () => new Error('It was reached'),
    (reason: Error) => reason,
  );
  const took = performance.now() - begun;
  await versions.close();
  return { error, took };
}

function url(change: (url: URL) => void): string {
  const changed = new URL(postgresUrl());
  change(changed);
  return changed.href;
}

/** Accepts connections and says nothing. */
function startBlackHole(): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('Not listening');
  return address.port;
}

describe('a call', () => {
  it('that is refused a connection says so, and may be tried again', async () => {
    const server = await startBlackHole();
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    const { error } = await firstCall({ host: '127.0.0.1', port, user: 'u', password: 'p' });
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ retryable: true });
    expect(error.message).toMatch(/ECONNREFUSED/);
  });

  it('to a host that does not exist says so', async () => {
    const { error } = await firstCall({ host: 'no-such-host.invalid', user: 'u', password: 'p' });
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) });
  });

  it('with a wrong password says so, without the password', async () => {
    const { error } = await firstCall({
      connectionString: url((to) => {
        to.password = 'planted-secret';
      }),
    });
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(error.message).toMatch(/check the user and the password/);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('planted-secret');
  });

  it('without a password where one is needed says so', async () => {
    const { error } = await firstCall({
      connectionString: url((to) => {
        to.password = '';
      }),
    });
    expect(error).toMatchObject({ code: 'unavailable', retryable: false, message: expect.stringMatching(/password/) });
  });

  it('to a database that does not exist says so', async () => {
    const { error } = await firstCall({
      connectionString: url((to) => {
        to.pathname = '/no_such_database';
      }),
    });
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(error.message).toMatch(/create the database/);
  });

  it('by a user who may not create the schema says what to grant', async () => {
    await withClient((client) => client.query(`create role ${role} login password 'p'`));
    const { error } = await firstCall({
      connectionString: url((to) => {
        to.username = role;
        to.password = 'p';
      }),
    });
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(error.message).toMatch(/permission denied.*grant/);
  });

  it('to a server that wants no TLS says so', async () => {
    const { error } = await firstCall({ connectionString: postgresUrl(), ssl: { rejectUnauthorized: false } });
    expect(error).toMatchObject({ code: 'unavailable', retryable: false, message: expect.stringMatching(/SSL/) });
  });

  it('to a table that is not there says what to do', async () => {
    const { error } = await firstCall({ connectionString: postgresUrl(), disableInit: true });
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(error.message).toMatch(/init\(\)/);
  });
});

describe('a black hole', () => {
  it('answers nobody: every call ends at its deadline', async () => {
    const server = await startBlackHole();
    const versions = new PgAgentVersionsStorage({
      host: '127.0.0.1',
      port: portOf(server),
      user: 'u',
      password: 'p',
      connectionTimeout: 500,
      disableInit: true,
    });
    const begun = performance.now();
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => versions.getVersion('any')));
    const took = Math.round(performance.now() - begun);
    await versions.close();
    server.close();
    const typed = results.filter(
      ({ status, ...rest }) => status === 'rejected' && 'reason' in rest && rest.reason instanceof UnavailableError,
    );
    printFigure(
      `pg.blackHole: ${typed.length} of 50 calls ended with UnavailableError (target 50), the last after ${took} ms (target < 10000)`,
    );
    expect(typed).toHaveLength(50);
    expect(took).toBeLessThan(10_000);
  });
});
