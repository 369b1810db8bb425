/** A libSQL server that cannot be reached, will not answer, hangs up, or goes away for a while. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AgentVersion, OutcomeUnknownError, type StorageError, UnavailableError } from '@agent-versions/core';
import { afterAll, describe, expect, it } from 'vitest';
import type { LibSQLOptions } from '../src/db/options';
import { LibSQLAgentVersionsStorage } from '../src/domains/agent-versions';
import { printFigure } from './support/figure';
import { startProxy } from './support/proxy';
import { freePort, startSqld } from './support/sqld';
import { temporaryFolder } from './support/temporary-folder';

const SCHEMES = ['http', 'ws'];
const server = await startSqld();
const opened: LibSQLAgentVersionsStorage[] = [];

afterAll(() => Promise.all(opened.map((versions) => versions.close())));

function open(options: LibSQLOptions): LibSQLAgentVersionsStorage {
  const versions = new LibSQLAgentVersionsStorage(options);
  opened.push(versions);
  return versions;
}

/** What reading and writing are refused with. */
async function refusals(versions: LibSQLAgentVersionsStorage): Promise<unknown[]> {
  const refusal = (error: unknown) => error;
  return [
    await versions.countVersions('a').catch(refusal),
    await versions.createVersion({ agentId: 'a', snapshot: {} }).catch(refusal),
  ];
}

describe.each(SCHEMES)('over %s', (scheme) => {
  it('keeps and returns versions', async () => {
    const versions = open({ url: `${scheme}://${server.host}`, tablePrefix: `${scheme}_` });
    const made = await versions.createVersion({ agentId: 'a', snapshot: { text: 'ä'.repeat(10_000) }, name: '' });
    expect(await versions.getVersion(made.id)).toEqual(made);
    await versions.setLabel({ agentId: 'a', label: 'production', versionId: made.id });
    await expect(versions.deleteVersion(made.id)).rejects.toMatchObject({ code: 'version_in_use' });
    await expect(versions.createVersion({ agentId: 'a', snapshot: {}, expected: 'none' })).rejects.toMatchObject({
      code: 'conflict',
      actual: 1,
    });
    await expect(versions.createVersion({ agentId: 'b', id: made.id, snapshot: {} })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('says that nobody listens there, and that it may be tried again', async () => {
    const versions = open({ url: `${scheme}://127.0.0.1:${await freePort()}`, disableInit: true, busyTimeout: 200 });
    for (const refusal of await refusals(versions)) {
      expect(refusal).toBeInstanceOf(UnavailableError);
      expect(refusal).toMatchObject({ retryable: true, message: expect.stringContaining('cannot be reached') });
    }
  });

  it('says that there is no such host', async () => {
    const versions = open({ url: `${scheme}://no-such-host.invalid`, disableInit: true });
    for (const refusal of await refusals(versions)) {
      expect(refusal).toMatchObject({ code: 'unavailable', message: expect.stringContaining('cannot be reached') });
    }
  });

  it('gives up on a server that never answers, and finds it again when it does', async () => {
    const proxy = await startProxy(server.host);
    const options = { url: `${scheme}://${proxy.host}`, tablePrefix: `hang_${scheme}_` };
    await open(options).init();
    const versions = open({ ...options, requestTimeout: 1000 });
    await versions.createVersion({ agentId: 'a', snapshot: {} });
    proxy.mode = 'hang';
    const startedAt = performance.now();
    const [read, written] = await refusals(versions);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(read).toMatchObject({ code: 'unavailable', retryable: true });
    // it looks at the head before it writes, and got no further
    expect(written).toMatchObject({ code: 'unavailable', retryable: true });
    proxy.mode = 'pass';
    await expect(versions.getVersionByNumber('a', 1)).resolves.toMatchObject({ versionNumber: 1 });
  });

  it('does not know of a save whose reply was lost, and repeats it once with its key', async () => {
    const proxy = await startProxy(server.host);
    const versions = open({ url: `${scheme}://${proxy.host}`, tablePrefix: `cut_${scheme}_`, requestTimeout: 5000 });
    await versions.init();
    const rounds = 20;
    let unknown = 0;
    for (let round = 0; round < rounds; round++) {
      const snapshot = { round, text: 'x'.repeat(32_768) }; // a request that the proxy knows by its size
      const save = { agentId: 'a', snapshot, idempotencyKey: `key-${round}` };
      proxy.mode = 'cut';
      const error = await versions.createVersion(save).catch((error: unknown) => error);
      if (error instanceof OutcomeUnknownError && error.idempotencyKey === save.idempotencyKey) unknown += 1;
      proxy.mode = 'pass';
      await expect(versions.createVersion(save)).resolves.toMatchObject({ snapshot });
    }
    const total = await versions.countVersions('a');
    printFigure(`server.unknownOutcome (${scheme})`, `${total - rounds} of ${rounds} saves doubled (target 0)`);
    expect({ total, unknown }).toEqual({ total: rounds, unknown: rounds });
  });
});

it('says that a server does not speak TLS', async () => {
  const versions = open({ url: `https://${server.host}`, disableInit: true });
  for (const refusal of await refusals(versions)) {
    expect(refusal).toMatchObject({ code: 'unavailable', retryable: false });
  }
});

it('says that a token is missing or wrong, without showing it', { timeout: 60_000 }, async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const keyFile = join(temporaryFolder(), 'key.pem');
  writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
  const guarded = await startSqld(['--auth-jwt-key-file', keyFile]);
  const encode = (value: string | Buffer) => Buffer.from(value).toString('base64url');
  const signed = `${encode('{"alg":"EdDSA","typ":"JWT"}')}.${encode('{}')}`;
  const token = `${signed}.${encode(sign(null, Buffer.from(signed), privateKey))}`;

  const right = open({ url: `http://${guarded.host}?authToken=${token}` });
  await expect(right.createVersion({ agentId: 'a', snapshot: {} })).resolves.toMatchObject({ versionNumber: 1 });
  for (const authToken of [undefined, 'secret.secret.secret']) {
    for (const refusal of await refusals(open({ url: `http://${guarded.host}`, authToken }))) {
      expect(refusal).toMatchObject({
        code: 'unavailable',
        retryable: false,
        message: expect.stringContaining('authToken'),
      });
      expect(String((refusal as Error).stack)).not.toContain('secret');
    }
    // this server hangs up on a WebSocket without a word, so the reason stays its secret
    for (const refusal of await refusals(open({ url: `ws://${guarded.host}`, authToken, busyTimeout: 200 }))) {
      expect(refusal).toBeInstanceOf(UnavailableError);
      expect(String((refusal as Error).stack)).not.toContain('secret');
    }
  }
});

it('recovers by itself when the server is killed and comes back', { timeout: 120_000 }, async () => {
  const restarted = await startSqld();
  for (const scheme of SCHEMES) {
    const versions = open({ url: `${scheme}://${restarted.host}`, tablePrefix: `${scheme}_`, requestTimeout: 5000 });
    await versions.init();
    const acknowledged: AgentVersion[] = [];
    const codes: Record<string, number> = {};
    const save = (index: number) =>
      versions.createVersion({ agentId: 'a', snapshot: { index } }).then(
        (version) => void acknowledged.push(version),
        (error: StorageError) => {
          codes[error.code] = (codes[error.code] ?? 0) + 1;
        },
      );
    const load = Array.from({ length: 60 }, (_, index) => save(index));
    await load[10];
    await restarted.kill();
    await Promise.all(load);
    await save(100);
    await restarted.restart();
    await expect(versions.createVersion({ agentId: 'a', snapshot: {} })).resolves.toMatchObject({ agentId: 'a' });

    const stored = await versions.getVersions(acknowledged.map(({ id }) => id));
    const lost = acknowledged.length - stored.length;
    printFigure(
      `server.restart (${scheme})`,
      `lost ${lost} of ${acknowledged.length} acknowledged (target 0), ${JSON.stringify(codes)}`,
    );
    expect(lost).toBe(0);
    expect(Object.keys(codes).filter((code) => code !== 'unavailable' && code !== 'outcome_unknown')).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(0);
  }
});
