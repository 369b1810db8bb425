/**
 * A store built the naive way, as sketches of this domain are: it reads, thinks, then writes; hands out its own
 * objects; counts rows and lists them at different moments; and never looks at labels when it deletes. The suite's
 * checks must notice each of these faults.
 */
import { randomUUID } from 'node:crypto';
import {
  type AgentConfig,
  AgentsStorage,
  type AgentVersion,
  AgentVersionsStorage,
  ConflictError,
  type CreateAgentInput,
  type CreateVersionInput,
  contentHash,
  type LabelMove,
  type ListAgentsOutput,
  type ListLabelMovesInput,
  type ListLabelMovesOutput,
  type ListVersionsInput,
  type ListVersionsOutput,
  NotFoundError,
  type RemoveLabelInput,
  type SetLabelInput,
  type StorageAgentType,
  type UpdateAgentInput,
  type VersionLabel,
} from '@agent-versions/core';

/** Stands for the round trip to a database: whatever else is under way goes on meanwhile. */
const roundTrip = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const conflict = (
  entity: 'version' | 'label' | 'agent',
  id: string,
  seen: { expected: string | number; actual: string | number },
) => new ConflictError({ entity, id, ...seen });

/** Agents by read, merge, write. */
export class NaiveAgentsStorage extends AgentsStorage {
  readonly rows = new Map<string, StorageAgentType>();

  override async init(): Promise<void> {}
  override async close(): Promise<void> {}

  override async createAgent({ id = randomUUID(), ...config }: CreateAgentInput): Promise<StorageAgentType> {
    const taken = this.rows.get(id);
    await roundTrip();
    if (taken) throw conflict('agent', id, { expected: 'none', actual: taken.revision });
    const now = new Date();
    const agent = { ...config, id, revision: 1, createdAt: now, updatedAt: now };
    this.rows.set(id, agent);
    return agent;
  }

  override async getAgent(id: string): Promise<StorageAgentType | null> {
    return this.rows.get(id) ?? null;
  }

  override async updateAgent({ id, changes, remove = [] }: UpdateAgentInput): Promise<StorageAgentType> {
    const agent = this.rows.get(id);
    await roundTrip();
    if (!agent) throw new NotFoundError({ entity: 'agent', id });
    const updated: StorageAgentType = { ...agent, ...changes, revision: agent.revision + 1, updatedAt: new Date() };
    for (const field of remove) delete updated[field];
    this.rows.set(id, updated);
    return updated;
  }

  override async deleteAgent(id: string): Promise<void> {
    this.rows.delete(id);
  }

  override async listAgents(): Promise<ListAgentsOutput> {
    const agents = [...this.rows.values()];
    return { agents, total: agents.length, page: 1, perPage: 20, hasMore: false };
  }
}

/** Versions by read-max-then-insert. */
export class NaiveAgentVersionsStorage extends AgentVersionsStorage {
  readonly #agents: NaiveAgentsStorage;
  #rows: AgentVersion[] = [];
  #labels: VersionLabel[] = [];
  readonly #moves: LabelMove[] = [];
  readonly #counts = new Map<string, number>();

  constructor(agents: NaiveAgentsStorage) {
    super();
    this.#agents = agents;
  }

  override async init(): Promise<void> {}
  override async close(): Promise<void> {}

  override async createVersion({ expected, ...input }: CreateVersionInput): Promise<AgentVersion> {
    const { agentId, idempotencyKey } = input;
    const first = idempotencyKey && this.#of(agentId).find((row) => row.idempotencyKey === idempotencyKey);
    const head = Math.max(0, ...this.#of(agentId).map((row) => row.versionNumber));
    const count = await this.countVersions(agentId);
    await roundTrip();
    if (first) return first;
    if (expected !== undefined && (expected === 'none' ? 0 : expected) !== head) {
      throw conflict('version', agentId, { expected, actual: head || 'none' });
    }
    const made = { versionNumber: head + 1, id: randomUUID(), createdAt: new Date(), ...input };
    const row = { ...made, contentHash: contentHash(JSON.stringify(input.snapshot)) };
    this.#rows.push(row);
    this.#counts.set(agentId, count + 1);
    return row;
  }

  override async getVersion(id: string): Promise<AgentVersion | null> {
    return this.#rows.find((row) => row.id === id) ?? null;
  }

  override async getVersions(ids: readonly string[]): Promise<AgentVersion[]> {
    return this.#rows.filter((row) => ids.includes(row.id));
  }

  override async getVersionByNumber(agentId: string, versionNumber: number): Promise<AgentVersion | null> {
    return this.#of(agentId).find((row) => row.versionNumber === versionNumber) ?? null;
  }

  override async getLatestVersion(agentId: string): Promise<AgentVersion | null> {
    return this.#of(agentId).at(-1) ?? null;
  }

  /** Pages by offset: where the last page ended is computed from the number of rows there are now. */
  override async listVersions({
    agentId,
    perPage = 20,
    page = 1,
    before,
  }: ListVersionsInput): Promise<ListVersionsOutput> {
    const total = this.#of(agentId).length;
    await roundTrip();
    const rows = this.#of(agentId).toReversed();
    const offset = before === undefined ? (page - 1) * perPage : rows.length - before + 1;
    const versions = rows.slice(offset, offset + perPage);
    return { versions, total, page, perPage, hasMore: offset + perPage < rows.length };
  }

  override async deleteVersion(id: string): Promise<void> {
    await roundTrip();
    this.#rows = this.#rows.filter((row) => row.id !== id);
  }

  override async deleteVersionsByAgentId(agentId: string): Promise<void> {
    await roundTrip();
    this.#rows = this.#rows.filter((row) => row.agentId !== agentId);
  }

  override async countVersions(agentId: string): Promise<number> {
    return this.#counts.get(agentId) ?? 0;
  }

  override async setLabel({ agentId, label, versionId, expected }: SetLabelInput): Promise<VersionLabel> {
    const version = await this.getVersion(versionId);
    const record = await this.#agents.getAgent(agentId);
    const current = this.#label(agentId, label);
    await roundTrip();
    if (!version) throw new NotFoundError({ entity: 'version', id: versionId });
    if (expected !== undefined && expected !== (current?.revision ?? 'none')) {
      throw conflict('label', `${agentId}/${label}`, { expected, actual: current?.revision ?? 'none' });
    }
    const targets = [{ versionId, weight: 10_000 }];
    const revision = (current?.revision ?? 0) + 1;
    const set = { agentId, label, targets, revision, updatedAt: new Date() };
    this.#labels = [...this.#labels.filter((each) => each !== this.#label(agentId, label)), set];
    this.#record({ agentId, label, revision, from: current?.targets, to: targets });
    // the projection is forgotten when the label merely moves
    if (label === 'active' && record && !current)
      await this.#agents.updateAgent({ id: agentId, changes: { activeVersionId: versionId } as AgentConfig });
    return set;
  }

  override async removeLabel({ agentId, label }: RemoveLabelInput): Promise<void> {
    const current = this.#label(agentId, label);
    await roundTrip();
    if (!current) return;
    this.#labels = this.#labels.filter((each) => each !== current);
    this.#record({ agentId, label, revision: current.revision + 1, from: current.targets, to: undefined });
  }

  override async listLabels(agentId: string): Promise<VersionLabel[]> {
    return this.#labels.filter((label) => label.agentId === agentId);
  }

  override async getVersionByLabel(agentId: string, label: string): Promise<AgentVersion | null> {
    return this.getVersion(this.#label(agentId, label)?.targets[0]?.versionId ?? '');
  }

  override async listLabelMoves({ agentId }: ListLabelMovesInput): Promise<ListLabelMovesOutput> {
    const moves = this.#moves.filter((move) => move.agentId === agentId).toReversed();
    return { moves, total: moves.length, page: 1, perPage: 20, hasMore: false };
  }

  #of(agentId: string): AgentVersion[] {
    return this.#rows.filter((row) => row.agentId === agentId);
  }

  #label(agentId: string, label: string): VersionLabel | undefined {
    return this.#labels.find((each) => each.agentId === agentId && each.label === label);
  }

  #record(move: Omit<LabelMove, 'id' | 'movedAt'>): void {
    this.#moves.push({ ...move, id: randomUUID(), movedAt: new Date() });
  }
}
