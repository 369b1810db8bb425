/** The domain `agentVersions` on any SQL database. */
import {
  type AgentVersion,
  type AgentVersionSummary,
  AgentVersionsStorage,
  type CreateVersionInput,
  type LabelMove,
  type ListLabelMovesInput,
  type ListLabelMovesOutput,
  type ListVersionsInput,
  type ListVersionsOutput,
  pageOffset,
  pageOutput,
  parseId,
  parseIds,
  parseLabel,
  parseListLabelMoves,
  parseListVersions,
  parseRemoveLabel,
  parseSetLabel,
  parseVersionNumber,
  prepareVersion,
  type RemoveLabelInput,
  type SetLabelInput,
  type StorableLimits,
  VersionInUseError,
  type VersionLabel,
} from '@agent-versions/core';
import sql, { type Sql } from 'sql-template-tag';
import { ConstraintError, type SqlDatabase } from '../database';
import { readLabel, readLabelMove, readVersion, readVersionSummary } from '../rows';
import * as labels from '../statements/labels';
import * as versions from '../statements/versions';
import { appendVersion } from './append-version';
import { moveLabel } from './move-label';

/** Versions, heads, labels and moves in a table each. */
export class SqlAgentVersionsStorage extends AgentVersionsStorage {
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
  override async createVersion(input: CreateVersionInput): Promise<AgentVersion> {
    return appendVersion(this.#db, prepareVersion(input, this.#limits));
  }

  /** @inheritdoc */
  override async getVersion(id: string): Promise<AgentVersion | null> {
    return this.#one(versions.selectVersion(this.#db.dialect, parseId(id)));
  }

  /** @inheritdoc */
  override async getVersions(ids: readonly string[]): Promise<AgentVersion[]> {
    const asked = parseIds(ids);
    if (asked.length === 0) return [];
    const rows = await this.#db.read(versions.selectVersions(this.#db.dialect, asked));
    const byId = new Map(rows.map((row) => [row.id, row]));
    return asked.flatMap((id) => {
      const row = byId.get(id);
      return row ? [readVersion(this.#db.dialect, row)] : [];
    });
  }

  /** @inheritdoc */
  override async getVersionByNumber(agentId: string, versionNumber: number): Promise<AgentVersion | null> {
    const which = { agentId: parseId(agentId, 'agentId'), versionNumber: parseVersionNumber(versionNumber) };
    return this.#one(versions.selectVersionByNumber(this.#db.dialect, which));
  }

  /** @inheritdoc */
  override async getLatestVersion(agentId: string): Promise<AgentVersion | null> {
    return this.#one(versions.selectLatestVersion(this.#db.dialect, parseId(agentId, 'agentId')));
  }

  override listVersions(
    input: ListVersionsInput & { includeSnapshot: false },
  ): Promise<ListVersionsOutput<AgentVersionSummary>>;
  override listVersions(input: ListVersionsInput): Promise<ListVersionsOutput>;
  /** @inheritdoc */
  override async listVersions(input: ListVersionsInput): Promise<ListVersionsOutput<AgentVersionSummary>> {
    const { agentId, page, perPage, orderBy, before, includeSnapshot } = parseListVersions(input);
    const { dialect } = this.#db;
    const query = versions.selectVersionPage(dialect, {
      ...orderBy,
      agentId,
      before,
      includeSnapshot,
      offset: pageOffset({ page, perPage }),
      limit: before === undefined ? perPage : perPage + 1,
    });
    const rows = await this.#db.read(query);
    const found = rows.filter((row) => row.id !== null);
    const read = includeSnapshot ? readVersion : readVersionSummary;
    return {
      versions: found.slice(0, perPage).map((row) => read(dialect, row)),
      ...pageOutput({
        total: Number(rows[0]?.total ?? 0),
        page,
        perPage,
        hasMore: before === undefined ? undefined : found.length > perPage,
      }),
    };
  }

  /** @inheritdoc */
  override async deleteVersion(id: string): Promise<void> {
    const { dialect } = this.#db;
    parseId(id);
    await this.#delete({
      agentId: versions.agentOfVersion(dialect, id),
      statement: versions.deleteVersion(dialect, id),
      holders: labels.selectHoldingLabels(dialect, { versionId: id }),
    });
  }

  /** @inheritdoc */
  override async deleteVersionsByAgentId(agentId: string): Promise<void> {
    const { dialect } = this.#db;
    parseId(agentId, 'agentId');
    await this.#delete({
      agentId: sql`${agentId}`,
      statement: versions.deleteAgentVersions(dialect, agentId),
      holders: labels.selectHoldingLabels(dialect, { agentId }),
    });
  }

  /** @inheritdoc */
  override async countVersions(agentId: string): Promise<number> {
    const [row] = await this.#db.read(versions.selectVersionCount(this.#db.dialect, parseId(agentId, 'agentId')));
    return Number(row?.versionCount ?? 0);
  }

  /** @inheritdoc */
  override async setLabel(input: SetLabelInput): Promise<VersionLabel> {
    return (await moveLabel(this.#db, parseSetLabel(input))) as VersionLabel;
  }

  /** @inheritdoc */
  override async removeLabel(input: RemoveLabelInput): Promise<void> {
    await moveLabel(this.#db, { ...parseRemoveLabel(input), versionId: null });
  }

  /** @inheritdoc */
  override async listLabels(agentId: string): Promise<VersionLabel[]> {
    const { dialect } = this.#db;
    const rows = await this.#db.read(labels.selectLabels(dialect, { agentId: parseId(agentId, 'agentId') }));
    return rows.map((row) => readLabel(dialect, row));
  }

  /** @inheritdoc */
  override async getVersionByLabel(agentId: string, label: string): Promise<AgentVersion | null> {
    const which = { agentId: parseId(agentId, 'agentId'), label: parseLabel(label) };
    return this.#one(versions.selectVersionByLabel(this.#db.dialect, which));
  }

  /** @inheritdoc */
  override async listLabelMoves(input: ListLabelMovesInput): Promise<ListLabelMovesOutput> {
    const { agentId, label, page, perPage } = parseListLabelMoves(input);
    const { dialect } = this.#db;
    const offset = pageOffset({ page, perPage });
    const rows = await this.#db.read(labels.selectLabelMoves(dialect, { agentId, label, offset, limit: perPage }));
    const moves: LabelMove[] = rows.filter((row) => row.id !== null).map((row) => readLabelMove(dialect, row));
    return { moves, ...pageOutput({ total: Number(rows[0]?.total ?? 0), page, perPage }) };
  }

  async #one(query: Sql): Promise<AgentVersion | null> {
    const [row] = await this.#db.read(query);
    return row ? readVersion(this.#db.dialect, row) : null;
  }

  /** Deletes under the agent's lock. A label that held a version and let go since is no reason to refuse. */
  async #delete(input: { agentId: Sql; statement: Sql; holders: Sql }): Promise<void> {
    const lock = this.#db.dialect.lockHead(input.agentId);
    for (;;) {
      try {
        await this.#db.write(...(lock ? [lock] : []), input.statement);
        return;
      } catch (error) {
        if (!(error instanceof ConstraintError)) throw error;
        const rows = await this.#db.read(input.holders);
        const versionId = rows[0]?.versionId;
        if (typeof versionId !== 'string') continue;
        const names = rows.filter((row) => row.versionId === versionId).map((row) => String(row.label));
        throw new VersionInUseError({ versionId, labels: names }, { cause: error });
      }
    }
  }
}
