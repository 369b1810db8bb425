/** The raw side of Postgres: `pg`, named statements written by hand, one round trip per statement. */
import {
  type AgentConfig,
  type AgentVersion,
  type CreateVersionInput,
  createId,
  type ListVersionsOutput,
} from '@agent-versions/core';
import { Pool, type QueryResult, type QueryResultRow } from 'pg';
import type { LoadedVersion } from '../workload/histories';
import type { ListPageInput, SaveAgentInput, SaveAgentOutput } from '../workload/operations';
import { type PostgresStatement, postgresStatements } from './postgres-statements';
import type { RawTarget } from './raw-target';
import { FILLER_HASH, toCreated, toPage, toSummary, type VersionRow } from './records';
import { type DraftRow, draft, requireDraft, toSaved } from './saving';

type WholeRow = VersionRow & { snapshot: AgentVersion['snapshot'] };

const UNIQUE_VIOLATION = '23505';

/** Reads and writes the tables that a store made. It takes for granted that no version was ever deleted. */
export class RawPostgres implements RawTarget {
  readonly #pool: Pool;
  readonly #text: Record<PostgresStatement, string>;
  /** Configurations of versions by their ids. */
  readonly #served = new Map<string, AgentConfig>();

  constructor(input: { connectionString: string; schema: string; poolSize: number }) {
    this.#pool = new Pool({ connectionString: input.connectionString, max: input.poolSize });
    this.#pool.on('error', () => {}); // an idle connection's end is not the benchmark's
    this.#text = postgresStatements(input.schema);
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
    const { rows } = await this.#query<WholeRow & { total: number }>(name, values);
    const versions = rows.map((row) => (input.includeSnapshot ? wholeVersion(row) : toSummary(row)) as AgentVersion);
    return toPage(input, { versions, total: rows[0]?.total ?? 0 });
  }

  async countVersions(agentId: string): Promise<number> {
    return (await this.#one<{ versionCount: number }>('count', [agentId]))?.versionCount ?? 0;
  }

  async save(input: SaveAgentInput): Promise<SaveAgentOutput> {
    const { agentId, changes, message, createdBy } = input;
    for (;;) {
      const row = requireDraft(await this.#one<DraftRow>('draft', [agentId]), agentId);
      const drafted = draft(row, changes);
      const [id, versionNumber, revision] = [createId(), row.headNumber + 1, row.revision];
      const config = JSON.stringify(drafted.snapshot);
      const changedFields = JSON.stringify(drafted.changedFields);
      const values = [id, agentId, config, versionNumber, revision, changedFields, message, createdBy, FILLER_HASH];
      const createdAt = await this.#saveUnlessOvertaken(values);
      if (!createdAt) continue;
      return { version: toSaved(input, { ...drafted, id, versionNumber, createdAt }), revision: revision + 1 };
    }
  }

  async resolveCold(agentId: string): Promise<AgentConfig | null> {
    return (await this.#one<{ snapshot: AgentConfig }>('active', [agentId]))?.snapshot ?? null;
  }

  async resolveCached(agentId: string): Promise<AgentConfig | null> {
    const pointer = await this.#one<{ versionId: string }>('pointer', [agentId]);
    if (!pointer) return null;
    const known = this.#served.get(pointer.versionId);
    if (known) return known;
    const read = await this.#one<{ versionId: string; snapshot: AgentConfig }>('active', [agentId]);
    if (!read) return null;
    this.#served.set(read.versionId, read.snapshot);
    return read.snapshot;
  }

  async prune(input: { agentId: string; keepLast: number }): Promise<number> {
    return (await this.#query('prune', [input.agentId, input.keepLast])).rowCount ?? 0;
  }

  async insertAll(versions: readonly LoadedVersion[]): Promise<void> {
    for (let start = 0; start < versions.length; start += 1000) {
      await this.#query('bulk', columns(versions.slice(start, start + 1000)));
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** When the version was made; undefined where the record or the head had moved on. */
  async #saveUnlessOvertaken(values: unknown[]): Promise<Date | undefined> {
    try {
      return (await this.#one<{ createdAt: Date }>('save', values))?.createdAt;
    } catch (error) {
      if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) return undefined;
      throw error;
    }
  }

  async #one<R extends QueryResultRow>(name: PostgresStatement, values: unknown[]): Promise<R | undefined> {
    return (await this.#query<R>(name, values)).rows[0];
  }

  #query<R extends QueryResultRow>(name: PostgresStatement, values: unknown[]): Promise<QueryResult<R>> {
    return this.#pool.query<R>({ name: `raw_${name}`, text: this.#text[name], values });
  }
}

/** The values of `bulk`: an array for each column. */
function columns(versions: readonly LoadedVersion[]): unknown[][] {
  return [
    versions.map(({ id }) => id),
    versions.map(({ agentId }) => agentId),
    versions.map(({ versionNumber }) => versionNumber),
    versions.map(({ changedFields }) => JSON.stringify(changedFields)),
    versions.map(({ changeMessage }) => changeMessage),
    versions.map(({ createdBy }) => createdBy),
    versions.map(({ document }) => document.contentHash),
    versions.map(({ createdAt }) => createdAt),
    versions.map(({ chainHash }) => chainHash),
    versions.map(({ document }) => document.canonical),
  ];
}

function toVersion(row: WholeRow | undefined): AgentVersion | null {
  return row ? wholeVersion(row) : null;
}

function wholeVersion(row: WholeRow): AgentVersion {
  return { ...toSummary(row), snapshot: row.snapshot };
}
