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
  type PreparedAgent,
  pageOffset,
  pageOutput,
  parseDeleteAgent,
  parseId,
  parseListAgents,
  parseSetActiveVersion,
  parseUpdateAgent,
  prepareAgent,
  prepareReplaceAgent,
  type ReplaceAgentInput,
  type SetActiveVersionInput,
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
  override get database(): object {
    return this.#db;
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
    return this.#insert({ ...prepareAgent(input, this.#limits), versionNumber: null });
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
      const seen = { id, revision: current.revision, createdAt: row.createdAt };
      const update = statements.updateAgent(dialect, { ...seen, config: merged.canonical });
      const [[written] = []] = await this.#db.write(update);
      if (written) return { ...merged.value, ...readAgentRecord(dialect, { ...row, ...written }) };
    }
  }

  /** @inheritdoc */
  override async replaceAgent(input: ReplaceAgentInput): Promise<StorageAgentType> {
    const { expected, ...agent } = prepareReplaceAgent(input, this.#limits);
    if (expected === 0) return this.#insert(agent);
    const { id, canonical: config, versionNumber } = agent;
    const { dialect } = this.#db;
    const save = statements.saveConfig(dialect, { id, config, versionNumber, at: null, revision: expected });
    const [[saved] = []] = await this.#db.write(save);
    if (saved) return { ...agent.config, ...readAgentRecord(dialect, { ...saved, id }) };
    const left = await this.getAgent(id);
    if (!left) throw new NotFoundError({ entity: 'agent', id });
    throw agentMovedOn({ id, expected, actual: left.revision });
  }

  /** @inheritdoc */
  override async setActiveVersion(input: SetActiveVersionInput): Promise<void> {
    const { id, versionId = null, revision } = parseSetActiveVersion(input);
    await this.#db.write(statements.setActiveVersion(this.#db.dialect, { id, versionId, revision }));
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

  async #insert(agent: PreparedAgent & { versionNumber: number | null }): Promise<StorageAgentType> {
    const { id, config, canonical, versionNumber } = agent;
    const { dialect } = this.#db;
    // no label of the agent moves while its new record reads what is active, and nobody is about to delete the old one
    const locks = [dialect.lockAgent(sql`${id}`), dialect.lockHead(sql`${id}`)].filter((lock) => lock !== null);
    const insert = statements.insertAgent(dialect, { id, config: canonical, versionNumber, at: null });
    try {
      const [row = {}] = (await this.#db.write(...locks, insert)).at(-1) ?? [];
      return { ...config, ...readAgentRecord(dialect, { ...row, id }) };
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      const taken = await this.getAgent(id);
      throw agentIdTaken({ id, revision: taken?.revision ?? 0 }, { cause: error });
    }
  }
}
