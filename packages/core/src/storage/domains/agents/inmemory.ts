/** The domain `agents` in this process's memory. */
import { NotFoundError } from '../../../errors';
import type { StorableLimits } from '../../../json/limits';
import { toStorable } from '../../../json/storable';
import { InMemoryDatabase } from '../../inmemory-database';
import { parseId } from '../../input';
import { pageOutput } from '../../pagination';
import type { StorageAgentType } from '../../types';
import { ACTIVE_LABEL } from '../agent-versions/base';
import {
  AgentsStorage,
  type CreateAgentInput,
  type ListAgentsInput,
  type ListAgentsOutput,
  type UpdateAgentInput,
} from './base';
import { agentIdTaken, agentMovedOn } from './conflicts';
import { readAgentRow } from './inmemory-table';
import { mergeConfig, parseDeleteAgent, parseListAgents, parseUpdateAgent, prepareAgent } from './input';

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
  override async init(): Promise<void> {}

  /** @inheritdoc */
  override async close(): Promise<void> {}

  /** @inheritdoc */
  override async createAgent(input: CreateAgentInput): Promise<StorageAgentType> {
    const { id, canonical } = prepareAgent(input, this.#limits);
    const taken = this.#db.agents.get(id);
    if (taken) throw agentIdTaken({ id, revision: taken.revision });
    const now = Date.now();
    const activeVersionId = this.#db.labels(id)?.get(ACTIVE_LABEL)?.targets[0]?.versionId;
    const row = { id, config: canonical, activeVersionId, revision: 1, createdAt: now, updatedAt: now };
    this.#db.agents.set(row);
    return readAgentRow(row);
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
    const { canonical } = toStorable(merged, { limits: this.#limits });
    const updated = { ...row, config: canonical, revision: row.revision + 1, updatedAt: Date.now() };
    this.#db.agents.set(updated);
    return readAgentRow(updated);
  }

  /** @inheritdoc */
  override async deleteAgent(id: string, options?: { expected?: number }): Promise<void> {
    const { expected } = parseDeleteAgent(id, options);
    const actual = this.#db.agents.get(id)?.revision ?? 0;
    if (expected !== undefined && expected !== actual) throw agentMovedOn({ id, expected, actual });
    this.#db.agents.delete(id);
  }

  /** @inheritdoc */
  override async listAgents(input?: ListAgentsInput): Promise<ListAgentsOutput> {
    const query = parseListAgents(input);
    const agents = this.#db.agents.page(query).map(readAgentRow);
    return { agents, ...pageOutput({ total: this.#db.agents.size, page: query.page, perPage: query.perPage }) };
  }
}
