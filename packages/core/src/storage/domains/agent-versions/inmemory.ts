/** The domain `agentVersions` in this process's memory: the reference that the databases are held to. */
import { NotFoundError, VersionInUseError } from '../../../errors';
import type { StorableLimits } from '../../../json/limits';
import { InMemoryDatabase } from '../../inmemory-database';
import { parseId } from '../../input';
import { pageOutput } from '../../pagination';
import {
  ACTIVE_LABEL,
  type AgentVersion,
  type AgentVersionSummary,
  AgentVersionsStorage,
  type CreateVersionInput,
  type ListLabelMovesInput,
  type ListLabelMovesOutput,
  type ListVersionsInput,
  type ListVersionsOutput,
  type RemoveLabelInput,
  type SetLabelInput,
  type VersionLabel,
  WHOLE_LABEL,
} from './base';
import { headMovedOn, idempotencyKeyReused, labelMovedOn, versionIdTaken, versionNumberNotNext } from './conflicts';
import type { InMemoryHistory } from './inmemory-history';
import { type LabelRow, readLabel, readLabelMove, readVersion, readVersionSummary } from './inmemory-rows';
import {
  type PreparedVersion,
  parseIds,
  parseLabel,
  parseListLabelMoves,
  parseListVersions,
  parseRemoveLabel,
  parseSetLabel,
  parseVersionNumber,
  prepareVersion,
  type RemoveLabelCommand,
} from './input';

/** Versions in memory. Each method runs without a pause, and so is one atomic step. */
export class InMemoryAgentVersionsStorage extends AgentVersionsStorage {
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
  override async createVersion(input: CreateVersionInput): Promise<AgentVersion> {
    const version = prepareVersion(input, this.#limits);
    const history = this.#db.history(version.agentId);
    const first = this.#firstUnderKey(version, history);
    if (first) return first;
    this.#refuseObstacles(version, history);
    const { snapshot, expected: _, createdAt, ...rest } = version;
    const row = {
      ...rest,
      versionNumber: history?.nextNumber ?? 1,
      createdAt: createdAt ? createdAt.getTime() : Date.now(),
    };
    this.#db.openHistory(row.agentId).append(row);
    this.#db.versions.set(row.id, row);
    return { ...readVersionSummary(row), snapshot };
  }

  /** @inheritdoc */
  override async getVersion(id: string): Promise<AgentVersion | null> {
    const row = this.#db.versions.get(parseId(id));
    return row ? readVersion(row) : null;
  }

  /** @inheritdoc */
  override async getVersions(ids: readonly string[]): Promise<AgentVersion[]> {
    return parseIds(ids).flatMap((id) => {
      const row = this.#db.versions.get(id);
      return row ? [readVersion(row)] : [];
    });
  }

  /** @inheritdoc */
  override async getVersionByNumber(agentId: string, versionNumber: number): Promise<AgentVersion | null> {
    const which = { agentId: parseId(agentId, 'agentId'), versionNumber: parseVersionNumber(versionNumber) };
    const row = this.#db.history(which.agentId)?.byNumber(which.versionNumber);
    return row ? readVersion(row) : null;
  }

  /** @inheritdoc */
  override async getLatestVersion(agentId: string): Promise<AgentVersion | null> {
    const row = this.#db.history(parseId(agentId, 'agentId'))?.head;
    return row ? readVersion(row) : null;
  }

  override listVersions(
    input: ListVersionsInput & { includeSnapshot: false },
  ): Promise<ListVersionsOutput<AgentVersionSummary>>;
  override listVersions(input: ListVersionsInput): Promise<ListVersionsOutput>;
  /** @inheritdoc */
  override async listVersions(input: ListVersionsInput): Promise<ListVersionsOutput<AgentVersionSummary>> {
    const query = parseListVersions(input);
    const history = this.#db.history(query.agentId);
    const { rows, hasMore } = history?.page(query) ?? { rows: [], hasMore: undefined };
    return {
      versions: rows.map(query.includeSnapshot ? readVersion : readVersionSummary),
      ...pageOutput({ total: history?.count ?? 0, page: query.page, perPage: query.perPage, hasMore }),
    };
  }

  /** @inheritdoc */
  override async deleteVersion(id: string): Promise<void> {
    const row = this.#db.versions.get(parseId(id));
    if (!row) return;
    const holders = this.#db.labels(row.agentId)?.holders(row.id);
    if (holders) throw new VersionInUseError(holders);
    this.#db.openHistory(row.agentId).delete(row);
    this.#db.versions.delete(row.id);
  }

  /** @inheritdoc */
  override async deleteVersionsByAgentId(agentId: string): Promise<void> {
    const holders = this.#db.labels(parseId(agentId, 'agentId'))?.holders();
    if (holders) throw new VersionInUseError(holders);
    const history = this.#db.history(agentId);
    for (const row of history?.rows ?? []) this.#db.versions.delete(row.id);
    history?.clear();
  }

  /** @inheritdoc */
  override async countVersions(agentId: string): Promise<number> {
    return this.#db.history(parseId(agentId, 'agentId'))?.count ?? 0;
  }

  /** @inheritdoc */
  override async setLabel(input: SetLabelInput): Promise<VersionLabel> {
    const command = parseSetLabel(input);
    const { agentId, label, versionId } = command;
    const current = this.#expectLabel(command);
    if (this.#db.versions.get(versionId)?.agentId !== agentId) {
      throw new NotFoundError({ entity: 'version', id: versionId });
    }
    if (current?.targets[0]?.versionId === versionId) return readLabel(current);
    const moved = this.#db.openLabels(agentId).set(command, [{ versionId, weight: WHOLE_LABEL }]);
    if (label === ACTIVE_LABEL) this.#db.agents.setActiveVersion(agentId, versionId);
    return readLabel(moved);
  }

  /** @inheritdoc */
  override async removeLabel(input: RemoveLabelInput): Promise<void> {
    const command = parseRemoveLabel(input);
    if (!this.#expectLabel(command)) return;
    this.#db.openLabels(command.agentId).remove(command);
    if (command.label === ACTIVE_LABEL) this.#db.agents.setActiveVersion(command.agentId, undefined);
  }

  /** @inheritdoc */
  override async listLabels(agentId: string): Promise<VersionLabel[]> {
    return (this.#db.labels(parseId(agentId, 'agentId'))?.list() ?? []).map(readLabel);
  }

  /** @inheritdoc */
  override async getVersionByLabel(agentId: string, label: string): Promise<AgentVersion | null> {
    const which = { agentId: parseId(agentId, 'agentId'), label: parseLabel(label) };
    const held = this.#db.labels(which.agentId)?.get(which.label)?.targets[0];
    const row = held && this.#db.versions.get(held.versionId);
    return row ? readVersion(row) : null;
  }

  /** @inheritdoc */
  override async listLabelMoves(input: ListLabelMovesInput): Promise<ListLabelMovesOutput> {
    const query = parseListLabelMoves(input);
    const { rows, total } = this.#db.labels(query.agentId)?.movePage(query) ?? { rows: [], total: 0 };
    return { moves: rows.map(readLabelMove), ...pageOutput({ total, page: query.page, perPage: query.perPage }) };
  }

  /** What the same call made before, if it carried a key. */
  #firstUnderKey({ idempotencyKey, contentHash }: PreparedVersion, history?: InMemoryHistory): AgentVersion | null {
    if (idempotencyKey === undefined) return null;
    const first = history?.byIdempotencyKey(idempotencyKey);
    if (!first) return null;
    if (first.contentHash === contentHash) return readVersion(first);
    throw idempotencyKeyReused({ idempotencyKey, expected: contentHash, actual: first.contentHash });
  }

  /** The order in which every store looks for what is in the way. */
  #refuseObstacles({ id, agentId, expected, versionNumber }: PreparedVersion, history?: InMemoryHistory): void {
    const actual = history?.head?.versionNumber ?? 0;
    if (expected !== undefined && expected !== actual) throw headMovedOn({ agentId, expected, actual });
    const next = history?.nextNumber ?? 1;
    if (versionNumber !== undefined && versionNumber !== next) {
      throw versionNumberNotNext({ agentId, versionNumber, next });
    }
    const taken = this.#db.versions.get(id);
    if (taken) throw versionIdTaken({ id, versionNumber: taken.versionNumber });
  }

  #expectLabel({ agentId, label, expected }: RemoveLabelCommand): LabelRow | undefined {
    const current = this.#db.labels(agentId)?.get(label);
    const actual = current?.revision ?? 0;
    if (expected !== undefined && expected !== actual) throw labelMovedOn({ agentId, label, expected, actual });
    return current;
  }
}
