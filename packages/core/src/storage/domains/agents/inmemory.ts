/** The domain `agents` in this process's memory. */
import { NotFoundError } from '../../../errors';
import type { StorableLimits } from '../../../json/limits';
import { toStorable } from '../../../json/storable';
import { InMemoryDatabase } from '../../inmemory-database';
import { parseId } from '../../input';
import { pageOutput } from '../../pagination';
import type { StorageAgentType } from '../../types';
import {
  AgentsStorage,
  type CreateAgentInput,
  type ListAgentsInput,
  type ListAgentsOutput,
  type ReplaceAgentInput,
  type SetActiveVersionInput,
  type UpdateAgentInput,
} from './base';
import { agentIdTaken, agentMovedOn } from './conflicts';
import { readAgentRow } from './inmemory-table';
import { writeAgent } from './inmemory-write';
import {
  mergeConfig,
  parseDeleteAgent,
  parseListAgents,
  parseSetActiveVersion,
  parseUpdateAgent,
  prepareAgent,
  prepareReplaceAgent,
} from './input';

/** Agents in memory. Each method runs without a pause, and so is one atomic step. */
export class InMemoryAgentsStorage extends AgentsStorage {
  readonly #db: InMemoryDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Default: a database of its own. */
  constructor(input: { database?: InMemoryDatabase; limits?: Partial<StorableLimits> } = {}) {
    super();
    this.#db = input.database ?? new InMemoryDatabase();
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override get database(): InMemoryDatabase {
    return this.#db;
  }

  /** @inheritdoc */
  override async init(): Promise<void> {}

  /** @inheritdoc */
  override async close(): Promise<void> {}

  /** @inheritdoc */
  override async createAgent(input: CreateAgentInput): Promise<StorageAgentType> {
    const { id, canonical } = prepareAgent(input, this.#limits);
    const taken = this.#db.agents.get(id);
    if (taken) throw agentIdTaken({ id, revision: taken.revision });
    return readAgentRow(writeAgent(this.#db, { id, config: canonical, versionNumber: undefined }));
  }

  /** @inheritdoc */
  override async getAgent(id: string): Promise<StorageAgentType | null> {
    const row = this.#db.agents.get(parseId(id));
    return row ? readAgentRow(row) : null;
  }

  /** @inheritdoc */
  override async updateAgent(input: UpdateAgentInput): Promise<StorageAgentType> {
    const { id, changes, remove, expected } = parseUpdateAgent(input, this.#limits);
    const row = this.#db.agents.get(id);
    if (!row) throw new NotFoundError({ entity: 'agent', id });
    if (expected !== undefined && expected !== row.revision) {
      throw agentMovedOn({ id, expected, actual: row.revision });
    }
    const merged = mergeConfig(JSON.parse(row.config), changes, remove);
    const { canonical: config } = toStorable(merged, { limits: this.#limits });
    return readAgentRow(writeAgent(this.#db, { id, config, versionNumber: row.versionNumber }));
  }

  /** @inheritdoc */
  override async replaceAgent(input: ReplaceAgentInput): Promise<StorageAgentType> {
    const { id, canonical: config, expected, versionNumber } = prepareReplaceAgent(input, this.#limits);
    const row = this.#db.agents.get(id);
    if (!row && expected > 0) throw new NotFoundError({ entity: 'agent', id });
    const actual = row?.revision ?? 0;
    if (expected !== actual) throw agentMovedOn({ id, expected, actual });
    return readAgentRow(writeAgent(this.#db, { id, config, versionNumber }));
  }

  /** @inheritdoc */
  override async setActiveVersion(input: SetActiveVersionInput): Promise<void> {
    const command = parseSetActiveVersion(input);
    const row = this.#db.agents.get(command.id);
    if (row && row.activeRevision <= command.revision) this.#db.agents.setActiveVersion(command);
  }

  /** @inheritdoc */
  override async deleteAgent(id: string, options?: { expected?: number }): Promise<void> {
    const { expected } = parseDeleteAgent(id, options);
    const actual = this.#db.agents.get(id)?.revision ?? 0;
    if (expected !== undefined && expected !== actual) throw agentMovedOn({ id, expected, actual });
    this.#db.deleteAgent(id);
  }

  /** @inheritdoc */
  override async listAgents(input?: ListAgentsInput): Promise<ListAgentsOutput> {
    const query = parseListAgents(input);
    const agents = this.#db.agents.page(query).map(readAgentRow);
    return { agents, ...pageOutput({ total: this.#db.agents.size, page: query.page, perPage: query.perPage }) };
  }
}
