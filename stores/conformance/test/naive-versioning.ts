/**
 * The versioning rules the naive way, as frameworks have them: it reads, thinks, then writes; restores the fields that
 * it knows; deletes without looking at what is served; takes an id for a permission; hands out places in the feed
 * before anything is stored; and acknowledges what is on its way to the disk. The races must notice each of these.
 */
import { randomUUID } from 'node:crypto';
import {
  type AgentConfig,
  type AgentVersion,
  type AgentVersioning,
  ConflictError,
  type CreateAgentInput,
  type CurrentAgent,
  canonicalJson,
  contentHash,
  type JsonObject,
  type ListEventsOutput,
  type ListVersionsOutput,
  NotFoundError,
  type SaveOptions,
  type SaveOutput,
  type StorageAgentType,
  type UpdateAgentInput,
  type VersionLabel,
  type VersionRef,
} from '@agent-versions/core';

const hashOf = (record: StorageAgentType): string => contentHash(canonicalJson(configOf(record) as JsonObject));

/** The fields that it knows. */
const KNOWN = ['name', 'description', 'instructions', 'model', 'tools', 'workflows', 'agents', 'memory', 'scorers'];

/** Stands for the round trip to a database: whatever else is under way goes on meanwhile. */
const roundTrip = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Longer ones now and then, as databases have them. */
async function roundTrips(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await roundTrip();
}

/** Versioning without one atomic step. */
export class NaiveVersioning {
  readonly #records = new Map<string, StorageAgentType>();
  #versions: AgentVersion[] = [];
  #labels: VersionLabel[] = [];
  readonly #events: { position: number; version: AgentVersion }[] = [];
  #positions = 0;
  #onDisk: AgentVersion[] = [];

  /** The service, as far as races call it. */
  asService(): AgentVersioning {
    return this as unknown as AgentVersioning;
  }

  /** What is there once the process is gone. */
  reopened(): readonly AgentVersion[] {
    return this.#onDisk;
  }

  async createAgent({ id = randomUUID(), ...config }: CreateAgentInput): Promise<SaveOutput> {
    await roundTrip();
    const now = new Date();
    this.#records.set(id, { ...config, id, revision: 1, createdAt: now, updatedAt: now });
    return this.#append(id, config);
  }

  async getAgent(id: string): Promise<StorageAgentType | null> {
    return this.#records.get(id) ?? null;
  }

  async updateAgent({ id, changes }: UpdateAgentInput): Promise<StorageAgentType> {
    const record = this.#require(id);
    await roundTrip();
    return this.#write({ ...record, ...changes });
  }

  async save(
    agentId: string,
    changes: AgentConfig,
    { remove = [], labels = [], expected }: SaveOptions = {},
  ): Promise<SaveOutput> {
    const record = this.#require(agentId);
    if (typeof expected === 'object') this.#look(record, expected.contentHash);
    await roundTrip();
    const merged: StorageAgentType = { ...record, ...changes };
    for (const field of remove) delete merged[field];
    this.#write(merged);
    const saved = await this.#append(agentId, configOf(merged));
    for (const label of labels) await this.setLabel(agentId, label, saved.version.id);
    return saved;
  }

  async current(agentId: string): Promise<CurrentAgent> {
    const agent = this.#require(agentId);
    return { agent, contentHash: hashOf(agent) };
  }

  async createVersion(agentId: string): Promise<SaveOutput> {
    return this.#append(agentId, configOf(this.#require(agentId)));
  }

  /** What it sees may be another a moment later, when it writes. */
  #look(record: StorageAgentType, expected: string): void {
    const actual = hashOf(record);
    if (actual !== expected) throw new ConflictError({ entity: 'version', id: record.id, expected, actual });
  }

  async restore(agentId: string, ref: VersionRef): Promise<SaveOutput> {
    const { snapshot, id } = await this.get(agentId, ref);
    const config: AgentConfig = {};
    for (const field of KNOWN) if (field in snapshot) config[field] = snapshot[field];
    const { id: _, revision, createdAt, updatedAt } = this.#require(agentId);
    this.#write({ ...config, id: agentId, revision, createdAt, updatedAt });
    return this.#append(agentId, config, id);
  }

  rollback = this.restore;

  async get(agentId: string, ref: VersionRef): Promise<AgentVersion> {
    const key = typeof ref === 'object' && 'id' in ref ? ref.id : ref;
    const own = this.#of(agentId);
    if (key === 'head' && own.length > 0) return own.at(-1) as AgentVersion;
    const found = this.#versions.find(({ id }) => id === key) ?? own.find(({ versionNumber }) => versionNumber === key);
    if (!found) throw new NotFoundError({ entity: 'version', id: String(key) });
    return found;
  }

  resolve = this.get;

  async compare(agentId: string, { from, to }: { from: VersionRef; to: VersionRef }): Promise<AgentVersion[]> {
    return [await this.get(agentId, from), await this.get(agentId, to)];
  }

  async redact(agentId: string, ref: VersionRef): Promise<AgentVersion> {
    return this.get(agentId, ref);
  }

  async list({ agentId }: { agentId: string }): Promise<ListVersionsOutput> {
    const versions = this.#of(agentId).toReversed();
    return { versions, total: versions.length, page: 1, perPage: versions.length, hasMore: false };
  }

  async setLabel(agentId: string, label: string, ref: unknown): Promise<VersionLabel> {
    const { id: versionId } = await this.get(agentId, typeof ref === 'object' ? 'head' : (ref as VersionRef));
    await roundTrip();
    const set = { agentId, label, revision: 1, updatedAt: new Date(), targets: [{ versionId, weight: 10_000 }] };
    this.#labels = [...this.#labels.filter((each) => each.agentId !== agentId || each.label !== label), set];
    return set;
  }

  /** The pointer of the record comes a little later. */
  async activate(agentId: string, ref: VersionRef): Promise<VersionLabel> {
    const set = await this.setLabel(agentId, 'active', ref);
    const record = this.#records.get(agentId);
    await roundTrip();
    if (record) this.#write({ ...record, activeVersionId: set.targets[0]?.versionId });
    return set;
  }

  async deactivate(agentId: string): Promise<null> {
    this.#labels = this.#labels.filter((each) => each.agentId !== agentId || each.label !== 'active');
    this.#write({ ...this.#require(agentId), activeVersionId: undefined });
    return null;
  }

  async listLabels(agentId: string): Promise<VersionLabel[]> {
    return this.#labels.filter((label) => label.agentId === agentId);
  }

  async delete(_: string, ref: VersionRef): Promise<void> {
    await roundTrip();
    this.#versions = this.#versions.filter(({ id }) => id !== ref);
  }

  async prune(agentId: string, { keepLast }: { keepLast: number }): Promise<AgentVersion[]> {
    const held = this.#labels.flatMap(({ targets }) => targets.map(({ versionId }) => versionId));
    const old = this.#of(agentId).slice(0, -keepLast);
    await roundTrip();
    const victims = old.filter(({ id }) => !held.includes(id));
    this.#versions = this.#versions.filter((version) => !victims.includes(version));
    return victims;
  }

  async deleteAgent(agentId: string): Promise<number> {
    const own = this.#of(agentId);
    await roundTrip();
    this.#records.delete(agentId);
    this.#versions = this.#versions.filter((version) => !own.includes(version));
    return own.length;
  }

  async listEvents({ after = '0', limit = 100 }: { after?: string; limit?: number }): Promise<ListEventsOutput> {
    const news = this.#events.filter(({ position }) => position > Number(after));
    const events = news.slice(0, limit).map(({ position, version }) => {
      const { agentId, createdAt: at, id: versionId, versionNumber } = version;
      return { type: 'version.created' as const, agentId, at, versionId, versionNumber, cursor: String(position) };
    });
    return { events, cursor: events.at(-1)?.cursor ?? after };
  }

  /** By read-max-then-insert. */
  async #append(agentId: string, snapshot: AgentConfig, restoredFrom?: string): Promise<SaveOutput> {
    const versionNumber = (this.#of(agentId).at(-1)?.versionNumber ?? 0) + 1;
    this.#positions += 1;
    const position = this.#positions;
    await roundTrips(1 + (position % 3));
    const hash = contentHash(canonicalJson(snapshot as JsonObject));
    const about = { id: randomUUID(), agentId, versionNumber, contentHash: hash, createdAt: new Date(), snapshot };
    const version: AgentVersion = { ...about, ...(restoredFrom === undefined ? {} : { restoredFrom }) };
    this.#versions.push(version);
    this.#events.push({ position, version });
    this.#events.sort((left, right) => left.position - right.position);
    if (position % 10 === 0) this.#onDisk = [...this.#versions];
    return { version, created: true, agent: this.#records.get(agentId) as StorageAgentType };
  }

  #write(record: StorageAgentType): StorageAgentType {
    const written = { ...record, revision: record.revision + 1 };
    this.#records.set(record.id, written);
    return written;
  }

  #require(id: string): StorageAgentType {
    const record = this.#records.get(id);
    if (!record) throw new NotFoundError({ entity: 'agent', id });
    return record;
  }

  #of(agentId: string): AgentVersion[] {
    return this.#versions.filter((version) => version.agentId === agentId);
  }
}

function configOf({ id, revision, createdAt, updatedAt, activeVersionId, ...config }: StorageAgentType): AgentConfig {
  return config;
}
