/** Versions, what is left of the deleted, heads and events as the contract describes them, in the plainest way. */
import type { AgentVersion, DeletionNote, HistoryHead, VersionDeletion, VersioningEvent } from '@agent-versions/core';
import { told } from './labels-model';
import { naiveLink } from './naive-chain';

/** An event without what only the store knows. */
export type KnownEvent = VersioningEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never;

/** What is left of a version, without what only the store knows. */
export type KnownDeletion = Omit<VersionDeletion, 'deletedAt'>;

/** Everything of all agents in one array each. */
export class HistoriesModel {
  #versions: AgentVersion[] = [];
  #deletions: KnownDeletion[] = [];
  #events: KnownEvent[] = [];
  readonly #stands = new Map<string, Omit<HistoryHead, 'agentId' | 'headNumber' | 'versionCount'>>();

  /** The agent's versions by number. */
  of(agentId: string): AgentVersion[] {
    return this.#versions.filter((version) => version.agentId === agentId);
  }

  /** The ids of all versions. */
  ids(): string[] {
    return this.#versions.map(({ id }) => id);
  }

  /** The version of that id. */
  get(id: string): AgentVersion | null {
    return this.#versions.find((version) => version.id === id) ?? null;
  }

  /** As getHead. */
  head(agentId: string): HistoryHead | null {
    const stands = this.#stands.get(agentId);
    if (!stands) return null;
    const versions = this.of(agentId);
    return {
      agentId,
      ...stands,
      headNumber: versions.at(-1)?.versionNumber ?? 0,
      versionCount: versions.length,
    };
  }

  /** As listHistory, without limits. */
  entries(agentId: string) {
    const versions = this.of(agentId).map((version) => ({ kind: 'version' as const, version }));
    const deletions = this.#deletions
      .filter((deletion) => deletion.agentId === agentId)
      .map((deletion) => ({ kind: 'deletion' as const, deletion }));
    const numberOf = (entry: (typeof versions)[number] | (typeof deletions)[number]): number =>
      entry.kind === 'version' ? entry.version.versionNumber : entry.deletion.versionNumber;
    return [...versions, ...deletions].sort((left, right) => numberOf(left) - numberOf(right));
  }

  /** The agent's events in order. */
  events(agentId: string): KnownEvent[] {
    return this.#events.filter((event) => event.agentId === agentId);
  }

  /** Tells of something; fields that are undefined are not told. */
  tell(event: KnownEvent): void {
    this.#events.push(told(event) as KnownEvent);
  }

  /** Adds a version of the next number, links it, and tells of it. */
  append(unlinked: Omit<AgentVersion, 'versionNumber' | 'chainHash'>): AgentVersion {
    const { agentId, createdBy, restoredFrom, id: versionId } = unlinked;
    const stands = this.#stands.get(agentId) ?? { lastNumber: 0, floorNumber: 0 };
    const versionNumber = stands.lastNumber + 1;
    const chainHash = naiveLink({ ...unlinked, versionNumber }, stands.chainHash);
    const version = { ...unlinked, versionNumber, chainHash };
    this.#stands.set(agentId, { ...stands, lastNumber: versionNumber, chainHash });
    this.#versions.push(version);
    const event = { agentId, versionId, versionNumber, createdBy };
    if (restoredFrom === undefined) this.tell({ type: 'version.created', ...event });
    else this.tell({ type: 'version.restored', ...event, restoredFrom });
    return version;
  }

  /** Takes versions of an agent away, and tells of it once. */
  remove(gone: readonly AgentVersion[], { deletedBy, reason }: DeletionNote): void {
    const agentId = gone[0]?.agentId;
    if (agentId === undefined) return;
    this.#versions = this.#versions.filter((version) => !gone.includes(version));
    for (const { id: versionId, versionNumber, contentHash, chainHash, changeMessage, createdBy, createdAt } of gone) {
      const about = { agentId, versionNumber, versionId, contentHash, createdAt };
      this.#deletions.push({ ...about, ...told({ chainHash, changeMessage, createdBy, deletedBy, reason }) });
    }
    const versionNumbers = gone.map(({ versionNumber }) => versionNumber);
    this.tell({ type: 'versions.pruned', agentId, versionNumbers, deletedBy, reason });
  }

  /** Puts a version in the place of the one of its id. */
  replace(version: AgentVersion): void {
    this.#versions = this.#versions.map((each) => (each.id === version.id ? version : each));
  }

  /** Forgets everything of an agent but where its history stands. */
  end(agentId: string): void {
    this.#versions = this.#versions.filter((version) => version.agentId !== agentId);
    this.#deletions = this.#deletions.filter((deletion) => deletion.agentId !== agentId);
    const stands = this.#stands.get(agentId);
    if (!stands) return;
    const { lastNumber, chainHash } = stands;
    this.#stands.set(agentId, { lastNumber, floorNumber: lastNumber, ...told({ chainHash, floorHash: chainHash }) });
  }
}
