/** The domain `agentVersions` on any SQL database. */
import {
  type AgentVersion,
  type AgentVersionSummary,
  AgentVersionsStorage,
  type CreateVersionInput,
  type DeleteHistoryInput,
  type DeletionNote,
  type FindVersionsInput,
  type HistoryEntry,
  type HistoryHead,
  type ImportHistoryInput,
  type ImportLabelMovesInput,
  type LabelMove,
  type ListEventsInput,
  type ListEventsOutput,
  type ListHeadsInput,
  type ListHistoryInput,
  type ListLabelMovesInput,
  type ListLabelMovesOutput,
  type ListVersionsInput,
  type ListVersionsOutput,
  type PrunedVersion,
  type PruneVersionsInput,
  parseDeleteEvents,
  parseDeleteHistory,
  parseDeletionNote,
  parseFindVersions,
  parseId,
  parseIds,
  parseImportLabelMoves,
  parseLabel,
  parseListEvents,
  parseListHeads,
  parseListHistory,
  parseListLabelMoves,
  parseListVersions,
  parsePruneVersions,
  parseRedactVersion,
  parseRemoveLabel,
  parseSetLabel,
  parseVersionNumber,
  prepareImportHistory,
  prepareVersion,
  type RedactVersionInput,
  type RemoveLabelInput,
  type SetLabelInput,
  type StorableLimits,
  type VersionCandidate,
  type VersionLabel,
} from '@agent-versions/core';
import type { Sql } from 'sql-template-tag';
import type { SqlDatabase } from '../database';
import { readLabel, readVersion } from '../rows';
import { selectLabels } from '../statements/labels';
import * as versions from '../statements/versions';
import { appendVersion } from './append-version';
import { deleteAgentVersions, deleteVersion, pruneVersions } from './delete-versions';
import { deleteEvents, listEvents } from './event-feed';
import { findVersions } from './find-versions';
import * as history from './history';
import { importHistory } from './import-history';
import { importLabelMoves } from './import-moves';
import { listLabelMoves, listVersions } from './list-versions';
import { removeLabel, setLabel } from './move-label';

/** Versions, heads, labels, moves, deletions and events in a table each. */
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
    return listVersions(this.#db, parseListVersions(input));
  }

  /** @inheritdoc */
  override async findVersions(input: FindVersionsInput): Promise<VersionCandidate[]> {
    return findVersions(this.#db, parseFindVersions(input));
  }

  /** @inheritdoc */
  override async deleteVersion(id: string, note?: DeletionNote): Promise<void> {
    await deleteVersion(this.#db, parseId(id), parseDeletionNote(note));
  }

  /** @inheritdoc */
  override async deleteVersionsByAgentId(agentId: string, note?: DeletionNote): Promise<void> {
    await deleteAgentVersions(this.#db, parseId(agentId, 'agentId'), parseDeletionNote(note));
  }

  /** @inheritdoc */
  override async pruneVersions(input: PruneVersionsInput): Promise<PrunedVersion[]> {
    return pruneVersions(this.#db, parsePruneVersions(input));
  }

  /** @inheritdoc */
  override async deleteHistory(input: DeleteHistoryInput): Promise<number> {
    return history.deleteHistory(this.#db, parseDeleteHistory(input));
  }

  /** @inheritdoc */
  override async redactVersion(input: RedactVersionInput): Promise<AgentVersion> {
    return history.redactVersion(this.#db, parseRedactVersion(input));
  }

  /** @inheritdoc */
  override async countVersions(agentId: string): Promise<number> {
    const [row] = await this.#db.read(versions.selectVersionCount(this.#db.dialect, parseId(agentId, 'agentId')));
    return Number(row?.versionCount ?? 0);
  }

  /** @inheritdoc */
  override async setLabel(input: SetLabelInput): Promise<VersionLabel> {
    return setLabel(this.#db, parseSetLabel(input));
  }

  /** @inheritdoc */
  override async removeLabel(input: RemoveLabelInput): Promise<LabelMove | null> {
    return removeLabel(this.#db, parseRemoveLabel(input));
  }

  /** @inheritdoc */
  override async listLabels(agentId: string): Promise<VersionLabel[]> {
    const { dialect } = this.#db;
    const rows = await this.#db.read(selectLabels(dialect, { agentId: parseId(agentId, 'agentId') }));
    return rows.map((row) => readLabel(dialect, row));
  }

  /** @inheritdoc */
  override async getVersionByLabel(agentId: string, label: string): Promise<AgentVersion | null> {
    const which = { agentId: parseId(agentId, 'agentId'), label: parseLabel(label) };
    return this.#one(versions.selectVersionByLabel(this.#db.dialect, which));
  }

  /** @inheritdoc */
  override async listLabelMoves(input: ListLabelMovesInput): Promise<ListLabelMovesOutput> {
    return listLabelMoves(this.#db, parseListLabelMoves(input));
  }

  /** @inheritdoc */
  override async getHead(agentId: string): Promise<HistoryHead | null> {
    return history.getHead(this.#db, parseId(agentId, 'agentId'));
  }

  /** @inheritdoc */
  override async listHeads(input?: ListHeadsInput): Promise<HistoryHead[]> {
    return history.listHeads(this.#db, parseListHeads(input));
  }

  /** @inheritdoc */
  override async listHistory(input: ListHistoryInput): Promise<HistoryEntry[]> {
    return history.listHistory(this.#db, parseListHistory(input));
  }

  /** @inheritdoc */
  override async importHistory(input: ImportHistoryInput): Promise<HistoryHead> {
    return importHistory(this.#db, prepareImportHistory(input, this.#limits));
  }

  /** @inheritdoc */
  override async importLabelMoves(input: ImportLabelMovesInput): Promise<number> {
    return importLabelMoves(this.#db, parseImportLabelMoves(input));
  }

  /** @inheritdoc */
  override async listEvents(input?: ListEventsInput): Promise<ListEventsOutput> {
    return listEvents(this.#db, parseListEvents(input));
  }

  /** @inheritdoc */
  override async deleteEvents(input: { through: string }): Promise<number> {
    return deleteEvents(this.#db, parseDeleteEvents(input).through);
  }

  async #one(query: Sql): Promise<AgentVersion | null> {
    const [row] = await this.#db.read(query);
    return row ? readVersion(this.#db.dialect, row) : null;
  }
}
