/** Schemas of Postgres with a store's own tables, empty or with a history in them. */
import { PostgresStore } from '@agent-versions/pg';
import { Client, escapeIdentifier } from 'pg';
import { type History, loadedVersions } from '../workload/histories';
import { snapshotDocuments } from '../workload/snapshots';
import { loadRecords } from './load';

/** A schema, and what it holds. */
export interface SchemaInput {
  connectionString: string;
  schema: string;
  /** Null: its tables stay empty. */
  history: History | null;
}

/** Makes a schema with the store's tables, and a history in them where there is one. */
export async function makeSchema({ connectionString, schema, history }: SchemaInput): Promise<void> {
  const store = new PostgresStore({ id: 'loader', connectionString, schema });
  await store.init();
  if (history) {
    const client = new Client({ connectionString });
    await client.connect();
    await insertVersions(client, { schema, history });
    await loadRecords(store, history);
    for (const name of ['agents', 'agent_versions', 'agent_version_heads', 'agent_version_label_targets']) {
      await client.query(`vacuum analyze ${escapeIdentifier(schema)}."mastra_${name}"`);
    }
    await client.end();
  }
  await store.close();
}

/** The same rows that `loadedVersions` yields, made by the server, but for the links of their chains. */
async function insertVersions(client: Client, input: { schema: string; history: History }): Promise<void> {
  const { schema, history } = input;
  const versions = `${escapeIdentifier(schema)}."mastra_agent_versions"`;
  const documents = snapshotDocuments(history.snapshotBytes);
  const insert = `
    insert into ${versions} (
      "id", "agentId", "versionNumber", "changedFields", "changeMessage", "createdBy", "contentHash", "createdAt",
      "chainHash", "snapshot"
    )
    select '01J' || lpad(r."position"::text, 23, '0'), 'agent-' || lpad(r."agent"::text, 6, '0'), r."number",
      '["instructions", "tools"]', 'Sharpen the instructions after review ' || r."number", 'user-42', d."hash",
      '2024-01-01T00:00:00Z'::timestamptz + r."position" * interval '1 minute', c."link", d."canonical"::jsonb
    from (
      select "position", "position" % $1::int as "agent", "position" / $1::int + 1 as "number"
      from generate_series(0, $1::int * $2::int - 1) as "position"
    ) r
    join unnest($3::text[], $4::text[]) with ordinality d("canonical", "hash", "index")
      on d."index" = (r."agent" * 7 + r."number") % $5::int + 1
    join unnest($6::text[]) with ordinality c("link", "index") on c."index" = r."position" + 1
    order by r."position"`;
  const texts = [documents.map(({ canonical }) => canonical), documents.map(({ contentHash }) => contentHash)];
  const links = Array.from(loadedVersions(history), ({ chainHash }) => chainHash);
  await client.query(insert, [history.agents, history.versions, ...texts, documents.length, links]);
  await client.query(
    `insert into ${escapeIdentifier(schema)}."mastra_agent_version_heads"
      ("agentId", "lastNumber", "headNumber", "versionCount", "chainHash")
    select v."agentId", v."versionNumber", v."versionNumber", v."versionNumber", v."chainHash"
    from ${versions} v
    where v."versionNumber" = $1`,
    [history.versions],
  );
}

/** Drops schemas and all that is in them. */
export async function dropSchemas(connectionString: string, names: readonly string[]): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  for (const name of names) await client.query(`drop schema if exists ${escapeIdentifier(name)} cascade`);
  await client.end();
}
