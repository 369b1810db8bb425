/** The raw side of LibSQL: the `libsql` engine with kept statements, WAL and synchronous=FULL. */
import { type AgentVersion, type CreateVersionInput, createId, type ListVersionsOutput } from '@agent-versions/core';
import Database from 'libsql';
import type { LoadedVersion } from '../workload/histories';
import type { ListPageInput, Target } from '../workload/operations';
import { FILLER_HASH, toCreated } from './records';
import { type EngineRow, STATEMENTS, toVersion, toVersionPage } from './sqlite';

/** Prepares every statement once, as a careful user of the engine does. */
function prepare(db: Database.Database) {
  return {
    byId: db.prepare(STATEMENTS.byId),
    byNumber: db.prepare(STATEMENTS.byNumber),
    latest: db.prepare(STATEMENTS.latest),
    page: db.prepare(STATEMENTS.page),
    summaryPage: db.prepare(STATEMENTS.summaryPage),
    count: db.prepare(STATEMENTS.count),
    append: db.prepare(STATEMENTS.append),
    load: db.prepare(STATEMENTS.load),
  };
}

/** Reads and writes the tables that a store made. It takes for granted that no version was ever deleted. */
export class RawLibSql implements Target {
  readonly #db: Database.Database;
  readonly #statements: ReturnType<typeof prepare>;

  /** `schema`: statements that make the tables, where the file has none yet. */
  constructor(input: { path: string; schema?: readonly string[] }) {
    this.#db = new Database(input.path);
    this.#db.exec('pragma journal_mode = wal');
    this.#db.exec('pragma synchronous = full');
    this.#db.exec('pragma foreign_keys = on');
    for (const statement of input.schema ?? []) this.#db.exec(statement);
    this.#statements = prepare(this.#db);
  }

  /** The statements that made the tables, to make them elsewhere. */
  schema(): string[] {
    const rows = this.#db
      .prepare(`select "sql" from sqlite_master where "sql" is not null and "name" like 'mastra%' order by rowid`)
      .all() as { sql: string }[];
    return rows.map((row) => row.sql);
  }

  /** Inserts a history in one transaction, and leaves nothing of it in the write-ahead log. */
  load(versions: Iterable<LoadedVersion>): void {
    this.#db.exec('begin immediate');
    for (const { document, ...version } of versions) {
      this.#statements.load.run(
        version.id,
        version.agentId,
        version.versionNumber,
        JSON.stringify(version.changedFields),
        version.changeMessage,
        version.createdBy,
        document.contentHash,
        version.createdAt.toISOString(),
        document.canonical,
      );
    }
    this.#db.exec('commit');
    this.#db.prepare('pragma wal_checkpoint(truncate)').all();
  }

  async createVersion(input: CreateVersionInput): Promise<AgentVersion> {
    const id = createId();
    const createdAt = new Date();
    const row = this.#statements.append.get(
      id,
      input.agentId,
      input.agentId,
      JSON.stringify(input.changedFields),
      input.changeMessage,
      input.createdBy,
      FILLER_HASH,
      createdAt.toISOString(),
      JSON.stringify(input.snapshot),
    ) as { versionNumber: number };
    return toCreated(input, { id, createdAt, contentHash: FILLER_HASH, versionNumber: row.versionNumber });
  }

  async getVersion(id: string): Promise<AgentVersion | null> {
    return toVersion(this.#statements.byId.get(id) as EngineRow | undefined);
  }

  async getVersionByNumber(agentId: string, versionNumber: number): Promise<AgentVersion | null> {
    return toVersion(this.#statements.byNumber.get(agentId, versionNumber) as EngineRow | undefined);
  }

  async getLatestVersion(agentId: string): Promise<AgentVersion | null> {
    return toVersion(this.#statements.latest.get(agentId) as EngineRow | undefined);
  }

  async listVersions(input: ListPageInput): Promise<ListVersionsOutput> {
    const { page, summaryPage } = this.#statements;
    const statement = input.includeSnapshot ? page : summaryPage;
    const values = [input.agentId, (input.page - 1) * input.perPage, input.perPage];
    return toVersionPage(input, statement.all(...values) as (EngineRow & { total: number })[]);
  }

  async countVersions(agentId: string): Promise<number> {
    const row = this.#statements.count.get(agentId) as { versionCount: number } | undefined;
    return row?.versionCount ?? 0;
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}
