/** The domain `agents` on any SQL database. */
import {
  AgentsStorage,
  agentIdTaken,
  agentMovedOn,
  type CreateAgentInput,
  type ListAgentsInput,
  type ListAgentsOutput,
  mergeConfig,
  NotFoundError,
  pageOffset,
  pageOutput,
  parseDeleteAgent,
  parseId,
  parseListAgents,
  parseUpdateAgent,
  prepareAgent,
  type StorableLimits,
  type StorageAgentType,
  toStorable,
  type UpdateAgentInput,
} from '@agent-versions/core';
import sql from 'sql-template-tag';
import { ConstraintError, type SqlDatabase } from '../database';
import { readAgent, readAgentConfig, readAgentRecord } from '../rows';
import * as statements from '../statements/agents';

/** Agents in one table, a JSON document each. */
export class SqlAgentsStorage extends AgentsStorage {
  readonly #db: SqlDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Takes over the life of `database`: closing the domain closes it. */
  constructor(input: { database: SqlDatabase; limits?: Partial<StorableLimits> }) {
    super();
    this.#db = input.database;
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override init(): Promise<void> {
    return this.#db.init();
  }

  /** @inheritdoc */
  override close(): Promise<void> {
    return this.#db.close();
  }

  /** @inheritdoc */
  override async createAgent(input: CreateAgentInput): Promise<StorageAgentType> {
    const agent = prepareAgent(input, this.#limits);
    const { dialect } = this.#db;
    const insert = statements.insertAgent(dialect, { id: agent.id, config: agent.canonical });
    // no label of the agent moves while its new record reads what is active
    const lock = dialect.lockHead(sql`${agent.id}`);
    try {
      const results = await this.#db.write(...(lock ? [lock] : []), insert);
      const [row = {}] = results.at(-1) ?? [];
      return { ...agent.config, ...readAgentRecord(dialect, { ...row, id: agent.id }) };
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      const taken = await this.getAgent(agent.id);
      throw agentIdTaken({ id: agent.id, revision: taken?.revision ?? 0 }, { cause: error });
    }
  }

  /** @inheritdoc */
  override async getAgent(id: string): Promise<StorageAgentType | null> {
    const [row] = await this.#db.read(statements.selectAgent(this.#db.dialect, parseId(id)));
    return row ? readAgent(this.#db.dialect, row) : null;
  }

  /**
   * @inheritdoc
   *
   * The merge happens here and is written only over the record it was made from; whoever comes second merges again.
   */
  override async updateAgent(input: UpdateAgentInput): Promise<StorageAgentType> {
    const { id, changes, remove, expected } = parseUpdateAgent(input, this.#limits);
    const { dialect } = this.#db;
    for (;;) {
      const [row] = await this.#db.read(statements.selectAgent(dialect, id));
      if (!row) throw new NotFoundError({ entity: 'agent', id });
      const current = readAgentRecord(dialect, row);
      if (expected !== undefined && expected !== current.revision) {
        throw agentMovedOn({ id, expected, actual: current.revision });
      }
      const merged = toStorable(mergeConfig(readAgentConfig(dialect, row), changes, remove), { limits: this.#limits });
      const update = statements.updateAgent(dialect, { id, revision: current.revision, config: merged.canonical });
      const [[written] = []] = await this.#db.write(update);
      if (written) return { ...merged.value, ...readAgentRecord(dialect, { ...row, ...written }) };
    }
  }

  /** @inheritdoc */
  override async deleteAgent(id: string, options?: { expected?: number }): Promise<void> {
    const { expected } = parseDeleteAgent(id, options);
    const { dialect } = this.#db;
    const [deleted] = await this.#db.write(statements.deleteAgent(dialect, { id, expected: expected ?? null }));
    if (expected === undefined || deleted?.length) return;
    const [left] = await this.#db.read(statements.selectAgent(dialect, id));
    throw agentMovedOn({ id, expected, actual: left ? readAgentRecord(dialect, left).revision : 0 });
  }

  /** @inheritdoc */
  override async listAgents(input: ListAgentsInput = {}): Promise<ListAgentsOutput> {
    const { page, perPage, orderBy } = parseListAgents(input);
    const query = statements.selectAgentPage(this.#db.dialect, {
      offset: pageOffset({ page, perPage }),
      limit: perPage,
      ...orderBy,
    });
    const rows = await this.#db.read(query);
    const agents = rows.filter((row) => row.id !== null).map((row) => readAgent(this.#db.dialect, row));
    return { agents, ...pageOutput({ total: Number(rows[0]?.total ?? 0), page, perPage }) };
  }
}
