/** The raw side of LibSQL: the `libsql` engine with kept statements, WAL and synchronous=FULL. */
import {
  type AgentConfig,
  type AgentVersion,
  type CreateVersionInput,
  createId,
  type ListVersionsOutput,
} from '@agent-versions/core';
import Database from 'libsql';
import type { LoadedVersion } from '../workload/histories';
import type { ListPageInput, SaveAgentInput, SaveAgentOutput } from '../workload/operations';
import type { RawTarget } from './raw-target';
import { FILLER_HASH, toCreated } from './records';
import { type Draft, draft, requireDraft, toSaved } from './saving';
import {
  BULK_ROWS,
  type EngineDraftRow,
  type EngineRow,
  loadValues,
  STATEMENTS,
  toDraftRow,
  toVersion,
  toVersionPage,
} from './sqlite';

type Statements = Record<keyof typeof STATEMENTS, Database.Statement>;

/** Prepares every statement once, as a careful user of the engine does. */
function prepare(db: Database.Database): Statements {
  const prepared = Object.entries(STATEMENTS).map(([name, text]) => [name, db.prepare(text)] as const);
  return Object.fromEntries(prepared) as Statements;
}

/** Reads and writes the tables that a store made. It takes for granted that no version was ever deleted. */
export class RawLibSql implements RawTarget {
  readonly #db: Database.Database;
  readonly #statements: Statements;
  /** Configurations of versions by their ids. */
  readonly #served = new Map<string, AgentConfig>();

  /** `copyOf`: a file whose tables and rows it begins with. */
  constructor(input: { path: string; copyOf?: string }) {
    this.#db = new Database(input.path);
    this.#db.exec('pragma journal_mode = wal');
    this.#db.exec('pragma synchronous = full');
    this.#db.exec('pragma foreign_keys = on');
    if (input.copyOf !== undefined) copyTables(this.#db, input.copyOf);
    this.#statements = prepare(this.#db);
  }

  /** Inserts a history in one transaction, and leaves nothing of it in the write-ahead log. */
  load(versions: Iterable<LoadedVersion>): void {
    this.#db.exec('begin immediate');
    for (const version of versions) this.#statements.load.run(...loadValues(version));
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

  async save(input: SaveAgentInput): Promise<SaveAgentOutput> {
    for (;;) {
      const found = this.#statements.draft.get(input.agentId) as EngineDraftRow | undefined;
      const row = toDraftRow(requireDraft(found, input.agentId));
      const made = { ...draft(row, input.changes), id: createId(), createdAt: new Date() };
      const versionNumber = row.headNumber + 1;
      if (!this.#writeSave(input, { ...made, versionNumber, revision: row.revision })) continue;
      return { version: toSaved(input, { ...made, versionNumber }), revision: row.revision + 1 };
    }
  }

  /** False where somebody else was quicker. */
  #writeSave(
    { agentId, message, createdBy }: SaveAgentInput,
    made: Draft & { id: string; createdAt: Date; versionNumber: number; revision: number },
  ): boolean {
    const { id, versionNumber, revision, changedFields } = made;
    const [config, at] = [JSON.stringify(made.snapshot), made.createdAt.toISOString()];
    const fields = [JSON.stringify(changedFields), message, createdBy, FILLER_HASH, at, config];
    this.#db.exec('begin immediate');
    try {
      this.#statements.saveRecord.run(config, versionNumber, at, agentId, revision);
      const row = this.#statements.saveVersion.get(id, agentId, versionNumber, ...fields);
      this.#db.exec(row ? 'commit' : 'rollback');
      return row !== undefined;
    } catch (error) {
      this.#db.exec('rollback');
      throw error;
    }
  }

  async resolveCold(agentId: string): Promise<AgentConfig | null> {
    const row = this.#statements.active.get(agentId) as { snapshot: string } | undefined;
    return row ? JSON.parse(row.snapshot) : null;
  }

  async resolveCached(agentId: string): Promise<AgentConfig | null> {
    const row = this.#statements.pointer.get(agentId) as { versionId: string } | undefined;
    if (!row) return null;
    const known = this.#served.get(row.versionId);
    if (known) return known;
    const read = this.#statements.active.get(agentId) as { versionId: string; snapshot: string };
    const config = JSON.parse(read.snapshot);
    this.#served.set(read.versionId, config);
    return config;
  }

  async prune(input: { agentId: string; keepLast: number }): Promise<number> {
    return this.#statements.prune.run(input.agentId, input.keepLast).changes;
  }

  async insertAll(versions: readonly LoadedVersion[]): Promise<void> {
    for (let start = 0; start < versions.length; start += BULK_ROWS) {
      const rows = versions.slice(start, start + BULK_ROWS);
      if (rows.length === BULK_ROWS) this.#statements.bulk.run(...rows.flatMap(loadValues));
      else this.load(rows);
    }
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}

/** Makes another file's tables, copies their rows, and then makes what would have acted on them. */
function copyTables(db: Database.Database, path: string): void {
  db.exec(`attach '${path}' as "source"`);
  const objects = db
    .prepare(
      `select "type", "name", "sql" from "source".sqlite_master where "sql" is not null and "name" like 'mastra%'`,
    )
    .all() as { type: string; name: string; sql: string }[];
  const tables = objects.filter(({ type }) => type === 'table');
  for (const { sql } of tables) db.exec(sql);
  for (const { name } of tables) db.exec(`insert into main."${name}" select * from "source"."${name}"`);
  for (const { type, sql } of objects) if (type !== 'table') db.exec(sql);
  db.exec('detach "source"');
}
