/** What the schema itself refuses on Postgres, whoever writes, and how it counts what was deleted. */
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { openSchema } from './migration-subject';

const schema = testSchemas().next();
let client: Client;
let other: Client;

const HASH = 'f'.repeat(64);
const COLUMNS = '"id", "agentId", "versionNumber", "idempotencyKey", "contentHash", "createdAt", "snapshot"';

/** Appends versions as the store does: the head row first, then the version, in one statement. */
async function append(on: Client, input: { id: string; agentId?: string; key?: string }): Promise<void> {
  const { id, agentId = 'a', key = null } = input;
  await on.query(
    `with head as (
      insert into mastra_agent_version_heads as h values ($2, 1, 1, 1)
      on conflict ("agentId") do update
      set "lastNumber" = h."lastNumber" + 1, "headNumber" = h."lastNumber" + 1, "versionCount" = h."versionCount" + 1
      returning "lastNumber"
    )
    insert into mastra_agent_versions (${COLUMNS})
    select $1, $2, head."lastNumber", $3, $4, now(), '{}' from head`,
    [id, agentId, key, HASH],
  );
}

async function heads(): Promise<unknown[]> {
  const { rows } = await client.query('select * from mastra_agent_version_heads order by "agentId"');
  return rows.map((row) => [row.agentId, row.lastNumber, row.headNumber, row.versionCount]);
}

async function connect(): Promise<Client> {
  const connected = new Client({ connectionString: postgresUrl() });
  await connected.connect();
  await connected.query(`set search_path to "${schema}"`);
  return connected;
}

/** Resolves when `waiting` waits for a lock. */
async function untilBlocked(waiting: Client): Promise<void> {
  const { processID } = waiting as Client & { processID: number };
  for (;;) {
    const { rows } = await client.query('select cardinality(pg_blocking_pids($1)) > 0 as blocked', [processID]);
    if (rows[0].blocked) return;
  }
}

beforeAll(async () => {
  const connection = openSchema(schema);
  await connection.storeMigrator().migrate();
  await connection.close();
  [client, other] = await Promise.all([connect(), connect()]);
});
afterAll(() => Promise.all([client.end(), other.end()]));
afterEach(async () => {
  for (const each of [client, other]) await each.query('rollback'); // what a failed test left open
  await client.query('delete from mastra_agent_version_label_targets');
  await client.query('delete from mastra_agent_versions');
  await client.query('delete from mastra_agent_version_heads');
  await client.query('delete from mastra_agent_version_label_moves');
  await client.query('delete from mastra_agent_version_deletions');
  await client.query('delete from mastra_agent_version_events');
});

describe('a version', () => {
  beforeEach(async () => {
    await append(client, { id: 'v1', key: 'k' });
    await append(client, { id: 'v2' });
  });

  const into = `insert into mastra_agent_versions (${COLUMNS}) values ('v1', 'a', 1, 'k', '${HASH}', now(), '{}')`;

  it.each([
    ['update', `update mastra_agent_versions set "snapshot" = '[]'`],
    ['update to the same', `update mastra_agent_versions set "name" = "name" where "id" = 'v1'`],
    ['upsert', `${into} on conflict ("id") do update set "snapshot" = '[]'`],
    ['upsert by number', `${into} on conflict ("agentId", "versionNumber") do update set "snapshot" = '[]'`],
    ['truncate', 'truncate mastra_agent_versions cascade'],
    ['truncate among others', 'truncate mastra_agent_version_label_targets, mastra_agent_versions'],
  ])('refuses %s', async (_, statement) => {
    const read = () => client.query('select * from mastra_agent_versions order by "id"');
    const before = [(await read()).rows, await heads()];
    await expect(client.query(statement)).rejects.toMatchObject({
      code: '23000',
      message: expect.stringMatching(/^mastra_agent_versions is append-only: (update|truncate) refused$/),
    });
    expect([(await read()).rows, await heads()]).toEqual(before);
  });

  it('under a label stays', async () => {
    await client.query(`insert into mastra_agent_version_labels values ('a', 'production', 1, now(), null)`);
    await client.query(`insert into mastra_agent_version_label_targets values ('a', 'production', 'v2', 10000)`);
    const deletion = `delete from mastra_agent_versions where "id" = 'v2'`;
    // 23001 from Postgres 18 on
    await expect(client.query(deletion)).rejects.toMatchObject({ code: expect.stringMatching(/^2350?(3|1)$|^23001$/) });
    await client.query('delete from mastra_agent_version_labels'); // and its targets with it
    expect((await client.query(deletion)).rowCount).toBe(1);
  });
});

describe('a redaction', () => {
  const redact = (change: string, snapshot = '{}') =>
    client.query(`update mastra_agent_versions set "snapshot" = '${snapshot}', "redactedAt" = '2026-01-02Z'${change}`);
  const refused = { code: '23000', message: 'mastra_agent_versions is append-only: update refused' };

  beforeEach(() => append(client, { id: 'v1', key: 'k' }));

  it('is the one change of a version, made once, and told', async () => {
    const read = async () => (await client.query('select * from mastra_agent_versions')).rows;
    const [before] = await read();
    await redact(`, "redactedBy" = 'who', "redactionReason" = null`);
    const redacted = { redactedAt: new Date('2026-01-02'), redactedBy: 'who' };
    expect(await read()).toEqual([{ ...before, snapshot: {}, ...redacted }]);
    const { rows } = await client.query(
      'select "type", "payload" from mastra_agent_version_events order by "position"',
    );
    expect(rows.map(({ type }) => type)).toEqual(['version.created', 'version.redacted']);
    expect(rows[1].payload).toEqual({ versionId: 'v1', versionNumber: before.versionNumber, redactedBy: 'who' });
    await expect(redact('')).rejects.toMatchObject(refused);
  });

  it.each([
    ['the id', `, "id" = 'v2'`],
    ['the number', ', "versionNumber" = 77'],
    ['the author', `, "createdBy" = 'somebody'`],
    ['the hash', `, "contentHash" = '${'0'.repeat(64)}'`],
    ['the link', `, "chainHash" = '${'0'.repeat(64)}'`],
  ])('does not take %s along', async (_, change) => {
    await expect(redact(change)).rejects.toMatchObject(refused);
    await expect(redact('', '{"a": 1}')).rejects.toMatchObject(refused);
  });
});

describe('what is left of a deleted version, and an event', () => {
  it('are never changed', async () => {
    const values = `'a', 1, 'v1', '${HASH}', null, null, null, now(), null, null, now()`;
    await client.query(`insert into mastra_agent_version_deletions values (${values})`);
    await append(client, { id: 'v1' });
    for (const table of ['mastra_agent_version_deletions', 'mastra_agent_version_events']) {
      const message = `${table} is append-only: update refused`;
      const update = client.query(`update ${table} set "agentId" = 'x'`);
      await expect(update).rejects.toMatchObject({ code: '23000', message });
    }
  });

  it('tells the versions of one statement in the order of their numbers', async () => {
    const rows = [3, 1, 2].map((n) => `('v${n}', 'a', ${n}, '${HASH}', '1999-01-01Z', '{}')`);
    const into =
      'insert into mastra_agent_versions ("id", "agentId", "versionNumber", "contentHash", "createdAt", "snapshot")';
    await client.query(`${into} values ${rows.join()}`);
    const events = await client.query(
      `select "payload", "transactionId", "at" > now() - interval '1 minute' as "isNews"
        from mastra_agent_version_events order by "position"`,
    );
    expect(events.rows.map(({ payload, isNews }) => isNews && payload.versionNumber)).toEqual([1, 2, 3]);
    expect(new Set(events.rows.map(({ transactionId }) => transactionId)).size).toBe(1);
  });
});

describe('the head row', () => {
  it('follows deletes, and never gives a number twice', async () => {
    for (const id of ['a1', 'a2', 'a3']) await append(client, { id });
    await append(client, { id: 'b1', agentId: 'b' });
    await client.query(`delete from mastra_agent_versions where "id" in ('a3', 'a1')`);
    expect(await heads()).toEqual([
      ['a', 3, 2, 1],
      ['b', 1, 1, 1],
    ]);
    await client.query('delete from mastra_agent_versions');
    expect(await heads()).toEqual([
      ['a', 3, 0, 0],
      ['b', 1, 0, 0],
    ]);
    await append(client, { id: 'a4' });
    expect(await heads()).toContainEqual(['a', 4, 4, 1]);
  });

  it('counts what was appended while a delete waited for it', async () => {
    for (const id of ['v1', 'v2']) await append(client, { id });
    await client.query('begin');
    await append(client, { id: 'v3' });
    const deleting = other.query(`delete from mastra_agent_versions where "id" = 'v2'`);
    await untilBlocked(other);
    await client.query('commit');
    await deleting;
    expect(await heads()).toEqual([['a', 3, 3, 2]]);
  });

  it('counts what another delete took while one waited for it', async () => {
    for (const id of ['v1', 'v2', 'v3']) await append(client, { id });
    await client.query('begin');
    await client.query(`delete from mastra_agent_versions where "id" = 'v3'`);
    const deleting = other.query(`delete from mastra_agent_versions where "id" = 'v2'`);
    await untilBlocked(other);
    await client.query('commit');
    await deleting;
    expect(await heads()).toEqual([['a', 3, 1, 1]]);
  });

  it('is locked in the order of ids, so that deletes across agents cannot lock each other out', async () => {
    for (const agentId of ['c', 'b', 'a']) await append(client, { id: `${agentId}1`, agentId });
    const lock = (agentId: string) =>
      client.query('select 1 from mastra_agent_version_heads where "agentId" = $1 for update nowait', [agentId]);
    await client.query('begin');
    await lock('a');
    const deleting = other.query('delete from mastra_agent_versions');
    await untilBlocked(other);
    await Promise.all([lock('b'), lock('c')]); // which the delete has not taken yet
    await client.query('commit');
    await deleting;
    expect(await heads()).toEqual(['a', 'b', 'c'].map((agentId) => [agentId, 1, 0, 0]));
  });
});

describe('a label move', () => {
  it('is never changed', async () => {
    const columns = '"id", "agentId", "label", "revision", "movedAt"';
    await client.query(`insert into mastra_agent_version_label_moves (${columns}) values ('m1', 'a', 'l', 1, now())`);
    await expect(client.query(`update mastra_agent_version_label_moves set "movedBy" = 'x'`)).rejects.toMatchObject({
      code: '23000',
      message: 'mastra_agent_version_label_moves is append-only: update refused',
    });
  });
});

describe('a row', () => {
  const label = `insert into mastra_agent_version_labels values ('a', 'l', 1, now(), null)`;
  const target = (versionId: string, weight: number) =>
    `insert into mastra_agent_version_label_targets values ('a', 'l', '${versionId}', ${weight})`;
  const whole = (values: string) => `insert into mastra_agent_versions (${COLUMNS}) values (${values})`;

  it.each([
    ['number 0', '23514', whole(`'v', 'a', 0, null, '${HASH}', now(), '{}'`)],
    ['an empty id', '23514', whole(`'', 'a', 1, null, '${HASH}', now(), '{}'`)],
    ['an id of 256 bytes', '23514', whole(`'${'é'.repeat(128)}', 'a', 1, null, '${HASH}', now(), '{}'`)],
    ['half a hash', '23514', whole(`'v', 'a', 1, null, 'ffff', now(), '{}'`)],
    ['no snapshot', '23502', whole(`'v', 'a', 1, null, '${HASH}', now(), null`)],
    ['weight 0', '23514', `${label}; ${target('v1', 0)}`],
    ['weight 10,001', '23514', `${label}; ${target('v1', 10_001)}`],
    ['a target of no label', '23503', target('v1', 10_000)],
    ['a target that is no version', '23503', `${label}; ${target('nothing', 10_000)}`],
  ])('with %s is refused', async (_, code, statements) => {
    await append(client, { id: 'v1' });
    await expect(client.query(statements)).rejects.toMatchObject({ code });
  });
});
