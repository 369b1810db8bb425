/**
 * A store built the naive way, as sketches of this domain are: it reads, thinks, then writes; hands out its own
 * objects; counts rows and lists them at different moments; and never looks at labels when it deletes. The suite's
 * checks must notice each of these faults.
 */
import { randomUUID } from 'node:crypto';
import {
  type AgentConfig,
  type AgentVersion,
  type CreateVersionInput,
  contentHash,
  type FindVersionsInput,
  type HistoryEntry,
  type HistoryHead,
  type LabelMove,
  type ListEventsInput,
  type ListEventsOutput,
  type ListHistoryInput,
  type ListLabelMovesInput,
  type ListLabelMovesOutput,
  type ListVersionsInput,
  type ListVersionsOutput,
  NotFoundError,
  type PrunedVersion,
  type PruneVersionsInput,
  type RemoveLabelInput,
  type SetLabelInput,
  type VersionCandidate,
  type VersionLabel,
} from '@agent-versions/core';
import { conflict, type NaiveAgentsStorage, roundTrip } from './naive-agents';
import { NaiveFeed } from './naive-feed';
import { NaiveVersionsLeftovers } from './naive-leftovers';

/** Versions by read-max-then-insert. */
export class NaiveAgentVersionsStorage extends NaiveVersionsLeftovers {
  readonly #agents: NaiveAgentsStorage;
  #rows: AgentVersion[] = [];
  #labels: VersionLabel[] = [];
  readonly #moves: LabelMove[] = [];
  readonly #counts = new Map<string, number>();
  readonly #feed = new NaiveFeed();

  constructor(agents: NaiveAgentsStorage) {
    super();
    this.#agents = agents;
  }

  override async createVersion({ expected, record, ...input }: CreateVersionInput): Promise<AgentVersion> {
    const { agentId, idempotencyKey } = input;
    const first = idempotencyKey && this.#of(agentId).find((row) => row.idempotencyKey === idempotencyKey);
    const head = Math.max(0, ...this.#of(agentId).map((row) => row.versionNumber));
    const count = await this.countVersions(agentId);
    const place = this.#feed.takePlace();
    await roundTrip();
    if (first) return first;
    if (expected !== undefined && (expected === 'none' ? 0 : expected) !== head) {
      throw conflict('version', agentId, { expected, actual: head || 'none' });
    }
    const made = { versionNumber: head + 1, id: randomUUID(), createdAt: new Date(), ...input };
    const row = { ...made, contentHash: contentHash(JSON.stringify(input.snapshot)) };
    this.#rows.push(row);
    this.#counts.set(agentId, count + 1);
    if (record) await this.#agents.overwrite(agentId, input.snapshot);
    // every other writer is a little slower
    if (place % 2 === 0) await roundTrip();
    this.#feed.tell(place, row);
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

  /** Looks which versions are labelled, then deletes the others. */
  override async pruneVersions({ agentId, through, after = 0 }: PruneVersionsInput): Promise<PrunedVersion[]> {
    const held = this.#labels.flatMap(({ targets }) => targets.map(({ versionId }) => versionId));
    const gone = this.#of(agentId).filter(
      ({ id, versionNumber }) => versionNumber > after && versionNumber <= through && !held.includes(id),
    );
    await roundTrip();
    this.#rows = this.#rows.filter((row) => !gone.includes(row));
    return gone;
  }

  override async findVersions({ agentId }: FindVersionsInput): Promise<VersionCandidate[]> {
    return this.#of(agentId).map((version) => ({ version, weight: 10_000 }));
  }

  override async listHistory({ agentId }: ListHistoryInput): Promise<HistoryEntry[]> {
    return this.#of(agentId).map((version) => ({ kind: 'version', version }));
  }

  override async getHead(): Promise<HistoryHead | null> {
    return null;
  }

  override async listEvents(input?: ListEventsInput): Promise<ListEventsOutput> {
    return this.#feed.list(input);
  }

  override async countVersions(agentId: string): Promise<number> {
    return this.#counts.get(agentId) ?? 0;
  }

  override async setLabel({ agentId, label, versionId = '', expected }: SetLabelInput): Promise<VersionLabel> {
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

  override async removeLabel({ agentId, label }: RemoveLabelInput): Promise<LabelMove | null> {
    const current = this.#label(agentId, label);
    await roundTrip();
    if (!current) return null;
    this.#labels = this.#labels.filter((each) => each !== current);
    return this.#record({ agentId, label, revision: current.revision + 1, from: current.targets, to: undefined });
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

  #record(known: Omit<LabelMove, 'id' | 'movedAt'>): LabelMove {
    const move = { ...known, id: randomUUID(), movedAt: new Date() };
    this.#moves.push(move);
    return move;
  }
}
