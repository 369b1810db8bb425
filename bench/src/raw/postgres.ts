/** The raw side of Postgres: `pg`, named statements written by hand, one round trip per call. */
import { type AgentVersion, type CreateVersionInput, createId, type ListVersionsOutput } from '@agent-versions/core';
import { escapeIdentifier, Pool, type QueryResultRow } from 'pg';
import type { ListPageInput, Target } from '../workload/operations';
import { FILLER_HASH, toCreated, toPage, toSummary, type VersionRow } from './records';

const SUMMARY = `v."id", v."agentId", v."versionNumber", v."name", v."changedFields", v."changeMessage",
  v."createdBy", v."restoredFrom", v."idempotencyKey", v."contentHash", v."createdAt"`;

type WholeRow = VersionRow & { snapshot: AgentVersion['snapshot'] };

/** The statements for the tables of one schema. */
function statements(schema: string) {
  const versions = `${escapeIdentifier(schema)}."mastra_agent_versions"`;
  const heads = `${escapeIdentifier(schema)}."mastra_agent_version_heads"`;
  const page = (columns: string) => `
    select (select h."versionCount" from ${heads} h where h."agentId" = $1) as "total", ${columns}
    from ${versions} v
    where v."agentId" = $1
      and v."versionNumber" <= (select h."headNumber" - $2::int from ${heads} h where h."agentId" = $1)
    order by v."versionNumber" desc
    limit $3`;
  return {
    byId: `select ${SUMMARY}, v."snapshot" from ${versions} v where v."id" = $1`,
    byNumber: `select ${SUMMARY}, v."snapshot" from ${versions} v where v."agentId" = $1 and v."versionNumber" = $2`,
    latest: `
      select ${SUMMARY}, v."snapshot" from ${versions} v where v."agentId" = $1
      order by v."versionNumber" desc limit 1`,
    summaryPage: page(SUMMARY),
    page: page(`${SUMMARY}, v."snapshot"`),
    count: `select h."versionCount" from ${heads} h where h."agentId" = $1`,
    append: `
      with head as (
        insert into ${heads} as h ("agentId", "lastNumber", "headNumber", "versionCount")
        values ($2, 1, 1, 1)
        on conflict ("agentId") do update set
          "lastNumber" = h."lastNumber" + 1,
          "headNumber" = h."lastNumber" + 1,
          "versionCount" = h."versionCount" + 1
        returning "lastNumber"
      )
      insert into ${versions} (
        "id", "agentId", "versionNumber", "changedFields", "changeMessage", "createdBy", "contentHash", "createdAt",
        "snapshot"
      )
      select $1, $2, head."lastNumber", $3, $4, $5, $6, clock_timestamp(), $7 from head
      returning "versionNumber", "createdAt"`,
  };
}

/** Reads and writes the tables that a store made. It takes for granted that no version was ever deleted. */
export class RawPostgres implements Target {
  readonly #pool: Pool;
  readonly #text: ReturnType<typeof statements>;

  constructor(input: { connectionString: string; schema: string; poolSize: number }) {
    this.#pool = new Pool({ connectionString: input.connectionString, max: input.poolSize });
    this.#pool.on('error', () => {}); // an idle connection's end is not the benchmark's
    this.#text = statements(input.schema);
  }

  async createVersion(input: CreateVersionInput): Promise<AgentVersion> {
    const id = createId();
    const row = await this.#one<{ versionNumber: number; createdAt: Date }>('append', [
      id,
      input.agentId,
      JSON.stringify(input.changedFields),
      input.changeMessage,
      input.createdBy,
      FILLER_HASH,
      JSON.stringify(input.snapshot),
    ]);
    if (!row) throw new Error('The append returned no row');
    return toCreated(input, { id, contentHash: FILLER_HASH, ...row });
  }

  async getVersion(id: string): Promise<AgentVersion | null> {
    return toVersion(await this.#one<WholeRow>('byId', [id]));
  }

  async getVersionByNumber(agentId: string, versionNumber: number): Promise<AgentVersion | null> {
    return toVersion(await this.#one<WholeRow>('byNumber', [agentId, versionNumber]));
  }

  async getLatestVersion(agentId: string): Promise<AgentVersion | null> {
    return toVersion(await this.#one<WholeRow>('latest', [agentId]));
  }

  async listVersions(input: ListPageInput): Promise<ListVersionsOutput> {
    const values = [input.agentId, (input.page - 1) * input.perPage, input.perPage];
    const name = input.includeSnapshot ? 'page' : 'summaryPage';
    const rows = await this.#all<WholeRow & { total: number }>(name, values);
    const versions = rows.map((row) => (input.includeSnapshot ? wholeVersion(row) : toSummary(row)) as AgentVersion);
    return toPage(input, { versions, total: rows[0]?.total ?? 0 });
  }

  async countVersions(agentId: string): Promise<number> {
    return (await this.#one<{ versionCount: number }>('count', [agentId]))?.versionCount ?? 0;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #one<R extends QueryResultRow>(name: keyof ReturnType<typeof statements>, values: unknown[]) {
    return (await this.#all<R>(name, values))[0];
  }

  async #all<R extends QueryResultRow>(name: keyof ReturnType<typeof statements>, values: unknown[]): Promise<R[]> {
    return (await this.#pool.query<R>({ name: `raw_${name}`, text: this.#text[name], values })).rows;
  }
}

function toVersion(row: WholeRow | undefined): AgentVersion | null {
  return row ? wholeVersion(row) : null;
}

function wholeVersion(row: WholeRow): AgentVersion {
  return { ...toSummary(row), snapshot: row.snapshot };
}
