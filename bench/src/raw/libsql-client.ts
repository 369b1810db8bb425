/** The raw side of LibSQL where `@libsql/client` is used: the bare client, which prepares every statement anew. */
import { type AgentVersion, type CreateVersionInput, createId, type ListVersionsOutput } from '@agent-versions/core';
import { type Client, createClient, type InValue } from '@libsql/client';
import type { ListPageInput, Target } from '../workload/operations';
import { FILLER_HASH, toCreated } from './records';
import { type EngineRow, STATEMENTS, toVersion, toVersionPage } from './sqlite';

/** Reads and writes the tables that a store made, through the client. It never meets a busy database here. */
export class RawLibSqlClient implements Target {
  readonly #client: Client;

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

  /** Closes the client. */
  close(): void {
    this.#client.close();
  }

  async #all<R>(name: keyof typeof STATEMENTS, args: InValue[]): Promise<R[]> {
    return (await this.#client.execute({ sql: STATEMENTS[name], args })).rows as R[];
  }
}
