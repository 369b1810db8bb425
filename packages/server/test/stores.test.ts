/** The routes of the specification over real databases, through a real server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MastraStorage } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { PostgresStore } from '@agent-versions/pg';
import { serve } from '@agent-versions/server';
import type { AgentVersionResponse, CompareVersionsResponse } from '@agent-versions/server/schemas';
import { describe, expect, it, onTestFinished } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { asks, notFound } from './requests';

const AGENTS = '/api/stored/agents';
const AGENT = `${AGENTS}/support`;
const VERSIONS = `${AGENT}/versions`;

const schemas = testSchemas();

/** Opens storages on one new LibSQL file. */
function libsql(): () => MastraStorage {
  const folder = mkdtempSync(join(tmpdir(), 'agent-versions-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return () => new LibSQLStore({ id: 'libsql', url: `file:${join(folder, 'agents.db')}` });
}

/** Opens storages on one new Postgres schema. */
function postgres(): () => MastraStorage {
  const schema = schemas.next();
  return () => new PostgresStore({ id: 'pg', connectionString: postgresUrl(), schema });
}

describe.each([
  ['LibSQL', libsql],
  ['Postgres', postgres],
])('over %s', (_, database) => {
  /** A server of its own, with connections of its own, and how to ask it. */
  async function running(open: () => MastraStorage) {
    const storage = open();
    const server = await serve({ storage, port: 0, logger: false });
    onTestFinished(async () => {
      await server.close();
      await storage.close();
    });
    return asks((path, init) => fetch(`${server.url}${path}`, init));
  }

  it('lists, creates, gets, activates, restores, compares and deletes versions', async () => {
    const ask = await running(database());
    expect(await ask('POST', AGENTS, { body: { id: 'support', config: { model: 'a' } } })).toMatchObject({
      status: 201,
    });
    expect(await ask('PATCH', AGENT, { body: { changes: { model: 'b' } } })).toMatchObject({ status: 200 });
    const made = await ask<AgentVersionResponse>('POST', VERSIONS, { body: { name: 'Release' } });
    expect([made.status, made.body.versionNumber, made.body.snapshot]).toEqual([201, 3, { model: 'b' }]);

    const { body: list } = await ask('GET', `${VERSIONS}?page=1&perPage=2`);
    expect(list).toMatchObject({ total: 3, hasMore: true, versions: [{ versionNumber: 3 }, { versionNumber: 2 }] });

    const got = await ask('GET', `${VERSIONS}/${made.body.id}`);
    expect([got.status, got.body]).toEqual([200, made.body]);
    const headers = { 'if-none-match': got.headers.get('etag') ?? '' };
    expect(await ask('GET', `${VERSIONS}/3`, { headers })).toMatchObject({ status: 304, body: undefined });

    const active = await ask('POST', `${VERSIONS}/1/activate`);
    expect(active).toMatchObject({ status: 200, body: { label: 'active', revision: 1 } });
    expect(await ask('GET', `${AGENT}/resolve`)).toMatchObject({ body: { versionNumber: 1 } });

    const restored = await ask<AgentVersionResponse>('POST', `${VERSIONS}/1/restore`);
    expect([restored.status, restored.body.versionNumber, restored.body.snapshot]).toEqual([201, 4, { model: 'a' }]);

    const { body: compared } = await ask<CompareVersionsResponse>('GET', `${VERSIONS}/compare?from=2&to=latest`);
    expect(compared.diffs).toEqual([{ field: 'model', previousValue: 'b', currentValue: 'a' }]);

    expect(await ask('DELETE', `${VERSIONS}/active`)).toMatchObject({ status: 409, body: { labels: ['active'] } });
    expect(await ask('DELETE', `${VERSIONS}/2`)).toMatchObject({ status: 204 });
    expect(await ask('GET', `${VERSIONS}/2`)).toMatchObject(notFound('version'));
  });

  it('lets exactly one of 20 through that were made from the same state, over two servers', async () => {
    const open = database();
    const [one, two] = [await running(open), await running(open)];
    await one('POST', AGENTS, { body: { id: 'support', config: { model: 'a' } } });
    const tag = (await two('GET', AGENT)).headers.get('etag') ?? '';
    const race = Array.from({ length: 20 }, (_, index) => {
      const body = { changes: { model: `m${index}` } };
      return (index % 2 ? one : two)('PATCH', AGENT, { body, headers: { 'if-match': tag } });
    });
    const answers = await Promise.all(race);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
    for (const { body } of answers.filter(({ status }) => status === 412)) {
      expect(body).toMatchObject({ code: 'conflict', expected: tag.slice(1, -1), head: { versionNumber: 2 } });
    }
    expect((await one('GET', VERSIONS)).body).toMatchObject({ total: 2 });
  });

  it('makes one version of 20 calls with the same Idempotency-Key, over two servers', async () => {
    const open = database();
    const [one, two] = [await running(open), await running(open)];
    await one('POST', AGENTS, { body: { id: 'support', config: {} } });
    const headers = { 'idempotency-key': 'k1' };
    const calls = Array.from({ length: 20 }, (_, index) => (index % 2 ? one : two)('POST', VERSIONS, { headers }));
    const answers = await Promise.all(calls);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('streams an export, and the feed of events', async () => {
    const ask = await running(database());
    for (const id of ['a', 'b']) await ask('POST', AGENTS, { body: { id, config: { model: id } } });
    const { body: lines } = await ask<string>('GET', '/api/stored/export');
    expect(JSON.parse(lines.trimEnd().split('\n').at(-1) ?? '')).toEqual({ type: 'end', agents: 2 });
    const { body: page } = await ask('GET', '/api/stored/events?agentId=b');
    expect(page).toMatchObject({ events: [{ type: 'version.created', agentId: 'b' }] });
  });
});
