/** The raw side of LibSQL where `@libsql/client` is used: the bare client, which prepares every statement anew. */
import {
  type AgentConfig,
  type AgentVersion,
  type CreateVersionInput,
  createId,
  type ListVersionsOutput,
} from '@agent-versions/core';
import { type Client, createClient, type InStatement, type InValue } from '@libsql/client';
import type { ListPageInput, SaveAgentInput, SaveAgentOutput, Target } from '../workload/operations';
import { FILLER_HASH, toCreated } from './records';
import { draft, requireDraft, toSaved } from './saving';
import { type EngineDraftRow, type EngineRow, STATEMENTS, toDraftRow, toVersion, toVersionPage } from './sqlite';

/** Reads and writes the tables that a store made, through the client. It never meets a busy database here. */
export class RawLibSqlClient implements Target {
  readonly #client: Client;
  /** Configurations of versions by their ids. */
  readonly #served = new Map<string, AgentConfig>();

  constructor(input: { url: string }) {
    this.#client = createClient(input);
  }

  async createVersion(input: CreateVersionInput): Promise<AgentVersion> {
    const id = createId();
    const createdAt = new Date();
    const values = [
      id,
      input.agentId,
      input.agentId,
      JSON.stringify(input.changedFields),
      input.changeMessage ?? null,
      input.createdBy ?? null,
      FILLER_HASH,
      createdAt.toISOString(),
      JSON.stringify(input.snapshot),
    ];
    const [row] = await this.#all<{ versionNumber: number }>('append', values);
    if (!row) throw new Error('The append returned no row');
    return toCreated(input, { id, createdAt, contentHash: FILLER_HASH, versionNumber: row.versionNumber });
  }

  async getVersion(id: string): Promise<AgentVersion | null> {
    return toVersion((await this.#all<EngineRow>('byId', [id]))[0]);
  }

  async getVersionByNumber(agentId: string, versionNumber: number): Promise<AgentVersion | null> {
    return toVersion((await this.#all<EngineRow>('byNumber', [agentId, versionNumber]))[0]);
  }

  async getLatestVersion(agentId: string): Promise<AgentVersion | null> {
    return toVersion((await this.#all<EngineRow>('latest', [agentId]))[0]);
  }

  async listVersions(input: ListPageInput): Promise<ListVersionsOutput> {
    const values = [input.agentId, (input.page - 1) * input.perPage, input.perPage];
    const name = input.includeSnapshot ? 'page' : 'summaryPage';
    return toVersionPage(input, await this.#all<EngineRow & { total: number }>(name, values));
  }

  async countVersions(agentId: string): Promise<number> {
    return (await this.#all<{ versionCount: number }>('count', [agentId]))[0]?.versionCount ?? 0;
  }

  async save(input: SaveAgentInput): Promise<SaveAgentOutput> {
    const { agentId, message, createdBy } = input;
    for (;;) {
      const [found] = await this.#all<EngineDraftRow>('draft', [agentId]);
      const row = toDraftRow(requireDraft(found, agentId));
      const drafted = draft(row, input.changes);
      const [id, createdAt, versionNumber] = [createId(), new Date(), row.headNumber + 1];
      const [config, at] = [JSON.stringify(drafted.snapshot), createdAt.toISOString()];
      const fields = [JSON.stringify(drafted.changedFields), message, createdBy, FILLER_HASH, at, config];
      const saved = await this.#writeUnlessOvertaken([
        { sql: STATEMENTS.saveRecord, args: [config, versionNumber, at, agentId, row.revision] },
        { sql: STATEMENTS.saveVersion, args: [id, agentId, versionNumber, ...fields] },
      ]);
      if (!saved) continue;
      return { version: toSaved(input, { ...drafted, id, versionNumber, createdAt }), revision: row.revision + 1 };
    }
  }

  async resolveCold(agentId: string): Promise<AgentConfig | null> {
    const [row] = await this.#all<{ snapshot: string }>('active', [agentId]);
    return row ? JSON.parse(row.snapshot) : null;
  }

  async resolveCached(agentId: string): Promise<AgentConfig | null> {
    const [row] = await this.#all<{ versionId: string }>('pointer', [agentId]);
    if (!row) return null;
    const known = this.#served.get(row.versionId);
    if (known) return known;
    const [read] = await this.#all<{ versionId: string; snapshot: string }>('active', [agentId]);
    if (!read) return null;
    const config = JSON.parse(read.snapshot);
    this.#served.set(read.versionId, config);
    return config;
  }

  /** False where the record or the head had moved on: then nothing was written, the last statement least of all. */
  async #writeUnlessOvertaken(statements: InStatement[]): Promise<boolean> {
    try {
      const results = await this.#client.batch(statements, 'write');
      return results.at(-1)?.rows.length === 1;
    } catch (error) {
      if (String((error as { code?: unknown }).code).startsWith('SQLITE_CONSTRAINT')) return false;
      throw error;
    }
  }

  /** Closes the client. */
  close(): void {
    this.#client.close();
  }

  async #all<R>(name: keyof typeof STATEMENTS, args: InValue[]): Promise<R[]> {
    return (await this.#client.execute({ sql: STATEMENTS[name], args })).rows as R[];
  }
}
