/** Postgres beside `pg`: the same server, a schema for each side of each history, pools of the same size. */
import { PostgresStore } from '@agent-versions/pg';
import { Client, escapeIdentifier } from 'pg';
import type { Lane } from '../measure';
import { RAW } from '../measure';
import { RawPostgres } from '../raw/postgres';
import { type History, historyKey, Sampler } from '../workload/histories';
import { snapshotDocuments } from '../workload/snapshots';
import { closeAll, type Family } from './family';

/** Connections of each side on each history, as many as the store has by default. */
const POOL_SIZE = 10;

/** The store on a schema of its own; the raw side on tables that the store made elsewhere. */
export const postgres: Family = {
  title: 'Postgres',
  stores: [{ name: 'postgres', title: 'PostgresStore', heading: 'store', against: { side: RAW, aim: 1.3 } }],
  async open({ histories, postgresUrl }) {
    const connectionString = await postgresUrl();
    const closers: (() => unknown)[] = [];
    const lanes: Lane[] = [];
    for (const history of histories) {
      const sampler = () => new Sampler(history);
      const names = [RAW, 'store'].map((side) => `bench_${process.pid}_${historyKey(history)}_${side}`);
      const [rawSchema, schema] = names as [string, string];
      closers.push(() => dropSchemas(connectionString, names));
      for (const name of names) await load({ connectionString, schema: name, history });
      const store = new PostgresStore({ id: 'postgres', connectionString, schema, max: POOL_SIZE });
      const raw = new RawPostgres({ connectionString, schema: rawSchema, poolSize: POOL_SIZE });
      closers.push(
        () => store.close(),
        () => raw.close(),
      );
      lanes.push({ side: RAW, history, target: raw, sampler: sampler() });
      const target = await store.requireStore('agentVersions');
      lanes.push({ side: 'postgres', history, target, sampler: sampler() });
    }
    return { lanes, close: () => closeAll(closers) };
  },
};

/** The same rows that `loadedVersions` yields, made by the server. */
async function load(input: { connectionString: string; schema: string; history: History }): Promise<void> {
  const { connectionString, schema, history } = input;
  const store = new PostgresStore({ id: 'loader', connectionString, schema });
  await store.init();
  await store.close();
  const client = new Client({ connectionString });
  await client.connect();
  const versions = `${escapeIdentifier(schema)}."mastra_agent_versions"`;
  const heads = `${escapeIdentifier(schema)}."mastra_agent_version_heads"`;
  const documents = snapshotDocuments(history.snapshotBytes);
  const insert = `
    insert into ${versions} (
      "id", "agentId", "versionNumber", "changedFields", "changeMessage", "createdBy", "contentHash", "createdAt",
      "snapshot"
    )
    select '01J' || lpad(r."position"::text, 23, '0'), 'agent-' || lpad(r."agent"::text, 6, '0'), r."number",
      '["instructions", "tools"]', 'Sharpen the instructions after review ' || r."number", 'user-42', d."hash",
      '2024-01-01T00:00:00Z'::timestamptz + r."position" * interval '1 minute', d."canonical"::jsonb
    from (
      select "position", "position" % $1::int as "agent", "position" / $1::int + 1 as "number"
      from generate_series(0, $1::int * $2::int - 1) as "position"
    ) r
    join unnest($3::text[], $4::text[]) with ordinality d("canonical", "hash", "index")
      on d."index" = (r."agent" * 7 + r."number") % $5::int + 1
    order by r."position"`;
  const texts = [documents.map(({ canonical }) => canonical), documents.map(({ contentHash }) => contentHash)];
  await client.query(insert, [history.agents, history.versions, ...texts, documents.length]);
  await client.query(
    `insert into ${heads} ("agentId", "lastNumber", "headNumber", "versionCount")
    select "agentId", max("versionNumber"), max("versionNumber"), count(*) from ${versions} group by "agentId"`,
  );
  await client.query(`vacuum analyze ${versions}`);
  await client.query(`vacuum analyze ${heads}`);
  await client.end();
}

async function dropSchemas(connectionString: string, names: readonly string[]): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  for (const name of names) await client.query(`drop schema ${escapeIdentifier(name)} cascade`);
  await client.end();
}
