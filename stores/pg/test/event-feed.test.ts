/** The feed misses no event and tells none twice, however late a transaction commits. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ListEventsOutput, StoredEvent } from '@agent-versions/core';
import { PgAgentVersionsStorage } from '@agent-versions/pg';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { printFigure } from './figure';
import { withClient } from './raw-client';

const schema = testSchemas().next();
const versions = new PgAgentVersionsStorage({ connectionString: postgresUrl(), schema });

beforeAll(() => versions.init());
afterAll(() => versions.close());

/** Inserts a version past the store, as part of whatever transaction is open. */
function insertVersion(client: Client, agentId: string, versionNumber: number) {
  return client.query(
    `insert into ${schema}.mastra_agent_versions
      ("id", "agentId", "versionNumber", "contentHash", "createdAt", "snapshot")
    values ($1, $2, $3, repeat('0', 64), now(), '{}')`,
    [`${agentId}-${versionNumber}`, agentId, versionNumber],
  );
}

function seen({ events }: ListEventsOutput): string[] {
  return events.map((event) => `${event.agentId} ${'versionNumber' in event ? event.versionNumber : ''}`);
}

/** Reads on until `enough` events were read: transactions elsewhere on the server hold the feed up for a moment. */
async function readOn(after: string | undefined, enough: number): Promise<ListEventsOutput> {
  for (;;) {
    const page = await versions.listEvents({ after });
    if (page.events.length >= enough) return page;
    await sleep(10);
  }
}

it('a transaction that began earlier and commits later comes first', () =>
  withClient(async (client) => {
    const { cursor: start } = await versions.listEvents();
    await client.query('begin');
    await insertVersion(client, 'early', 1);
    await versions.createVersion({ agentId: 'late', snapshot: {} });
    await insertVersion(client, 'early', 2);
    const meanwhile = await versions.listEvents({ after: start });
    expect(meanwhile.events).toEqual([]);
    expect(meanwhile.cursor).toBe(start);
    await client.query('commit');
    const page = await readOn(meanwhile.cursor, 3);
    expect(seen(page)).toEqual(['early 1', 'early 2', 'late 1']);
    expect(seen(await versions.listEvents({ after: page.events[0]?.cursor, agentId: 'early' }))).toEqual(['early 2']);
  }));

it('the events of one agent come in its order, whichever of their transactions began first', () =>
  withClient(async (client) => {
    const { cursor: start } = await versions.listEvents();
    await client.query('begin');
    await client.query('select pg_current_xact_id()');
    await versions.createVersion({ agentId: 'overtaken', snapshot: {} });
    await insertVersion(client, 'overtaken', 2);
    await client.query('commit');
    expect(seen(await readOn(start, 2))).toEqual(['overtaken 1', 'overtaken 2']);
  }));

it('a transaction that is rolled back holds nobody up', () =>
  withClient(async (client) => {
    const { cursor: start } = await versions.listEvents();
    await client.query('begin');
    await insertVersion(client, 'undone', 1);
    await versions.createVersion({ agentId: 'done', snapshot: {} });
    await client.query('rollback');
    expect(seen(await readOn(start, 1))).toEqual(['done 1']);
  }));

it('what another cluster has numbered is told once it is old', () =>
  withClient(async (client) => {
    const { cursor: start } = await versions.listEvents();
    const insert = (agentId: string, at: string) =>
      client.query(
        `insert into ${schema}.mastra_agent_version_events ("transactionId", "type", "agentId", "at", "payload")
        values (9e15, 'version.created', $1, ${at}, '{}')`,
        [agentId],
      );
    await insert('moved here', `now() - interval '2 hours'`);
    await insert('written now', 'now()');
    const { events } = await readOn(start, 1);
    expect(events.map(({ agentId }) => agentId)).toEqual(['moved here']);
    await client.query(`delete from ${schema}.mastra_agent_version_events where "transactionId" = 9e15`);
  }));

const EACH = 100;

async function writeThroughStore(agentId: string): Promise<void> {
  for (let n = 1; n <= EACH; n += 1) await versions.createVersion({ agentId, snapshot: { n } });
}

function writeInLongTransactions(agentId: string): Promise<void> {
  return withClient(async (client) => {
    for (let n = 1; n <= EACH; n += 2) {
      await client.query('begin');
      await insertVersion(client, agentId, n);
      await sleep(Math.random() * 20);
      await insertVersion(client, agentId, n + 1);
      await client.query('commit');
    }
  });
}

/** All events after a cursor, in small pages, until the one of an agent is among them. */
async function listenUntil(agentId: string, after: string | undefined): Promise<StoredEvent[]> {
  const heard: StoredEvent[] = [];
  for (let cursor = after; ; ) {
    const page = await versions.listEvents({ after: cursor, limit: 7 });
    heard.push(...page.events);
    if (heard.at(-1)?.agentId === agentId) return heard.slice(0, -1);
    cursor = page.cursor;
  }
}

it('a listener among four writers misses nothing and sees nothing twice', async () => {
  const { cursor: start } = await versions.listEvents();
  const listening = listenUntil('the end', start);
  await Promise.all([
    writeThroughStore('writer-1'),
    writeThroughStore('writer-2'),
    writeInLongTransactions('writer-3'),
    writeInLongTransactions('writer-4'),
  ]);
  await versions.createVersion({ agentId: 'the end', snapshot: {} });
  const heard = await listening;
  const all = seen({ events: heard });
  const wanted = [1, 2, 3, 4].flatMap((w) => Array.from({ length: EACH }, (_, n) => `writer-${w} ${n + 1}`));
  const missed = wanted.filter((event) => !all.includes(event)).length;
  const twice = all.length - new Set(all).size;
  printFigure(`pg.feed: missed ${missed} of ${wanted.length} (target 0), ${twice} seen twice (target 0)`);
  expect([missed, twice, all.length]).toEqual([0, 0, wanted.length]);
  const again = await versions.listEvents({ after: start, limit: 1000 });
  expect(again.events.slice(0, heard.length)).toEqual(heard);
});
