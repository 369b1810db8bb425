/** The domain `agentVersions` in this process's memory: the reference that the databases are held to. */
import { NotFoundError } from '../../../errors';
import type { StorableLimits } from '../../../json/limits';
import { InMemoryDatabase } from '../../inmemory-database';
import { parseId } from '../../input';
import { pageOutput } from '../../pagination';
import { present } from '../../present';
import { AgentVersionsStorage } from './base';
import type * as calls from './calls';
import { versionRedacted } from './conflicts';
import { appendVersion } from './inmemory-append';
import { deleteRows, endHistory, prunableRows, redactRow, refuseHeld } from './inmemory-deletions';
import { findCandidates } from './inmemory-find';
import { importEntries, importMoves } from './inmemory-import';
import { expectLabel, moveLabel } from './inmemory-moves';
import * as rows from './inmemory-rows';
import { parseIds, parseLabel, parseVersionNumber, prepareVersion } from './input';
import * as deletions from './input-deletions';
import { parseDeleteEvents, parseListEvents } from './input-events';
import { parseFindVersions } from './input-find';
import { parseImportLabelMoves, prepareImportHistory } from './input-import';
import { parseRemoveLabel, parseSetLabel } from './input-labels';
import * as lists from './input-lists';
import { heaviestTarget, sameTargets } from './label-targets';
import type { AgentVersion, AgentVersionSummary, HistoryEntry, HistoryHead, LabelMove, VersionLabel } from './records';

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
  override get database(): InMemoryDatabase {
    return this.#db;
  }

  /** @inheritdoc */
  override async init(): Promise<void> {}

  /** @inheritdoc */
  override async close(): Promise<void> {}

  /** @inheritdoc */
  override async createVersion(input: calls.CreateVersionInput): Promise<AgentVersion> {
    return appendVersion(this.#db, prepareVersion(input, this.#limits));
  }

  /** @inheritdoc */
  override async getVersion(id: string): Promise<AgentVersion | null> {
    const row = this.#db.versions.get(parseId(id));
    return row ? rows.readVersion(row) : null;
  }

  /** @inheritdoc */
  override async getVersions(ids: readonly string[]): Promise<AgentVersion[]> {
    return parseIds(ids).flatMap((id) => {
      const row = this.#db.versions.get(id);
      return row ? [rows.readVersion(row)] : [];
    });
  }

  /** @inheritdoc */
  override async getVersionByNumber(agentId: string, versionNumber: number): Promise<AgentVersion | null> {
    const which = { agentId: parseId(agentId, 'agentId'), versionNumber: parseVersionNumber(versionNumber) };
    const row = this.#db.history(which.agentId)?.byNumber(which.versionNumber);
    return row ? rows.readVersion(row) : null;
  }

  /** @inheritdoc */
  override async getLatestVersion(agentId: string): Promise<AgentVersion | null> {
    const row = this.#db.history(parseId(agentId, 'agentId'))?.head;
    return row ? rows.readVersion(row) : null;
  }

  override listVersions(
    input: calls.ListVersionsInput & { includeSnapshot: false },
  ): Promise<calls.ListVersionsOutput<AgentVersionSummary>>;
  override listVersions(input: calls.ListVersionsInput): Promise<calls.ListVersionsOutput>;
  /** @inheritdoc */
  override async listVersions(input: calls.ListVersionsInput): Promise<calls.ListVersionsOutput<AgentVersionSummary>> {
    const query = lists.parseListVersions(input);
    const history = this.#db.history(query.agentId);
    const { rows: found, hasMore } = history?.page(query) ?? { rows: [], hasMore: undefined };
    return {
      versions: found.map(query.includeSnapshot ? rows.readVersion : rows.readVersionSummary),
      ...pageOutput({ total: history?.count ?? 0, page: query.page, perPage: query.perPage, hasMore }),
    };
  }

  /** @inheritdoc */
  override async findVersions(input: calls.FindVersionsInput): Promise<calls.VersionCandidate[]> {
    return findCandidates(this.#db, parseFindVersions(input));
  }

  /** @inheritdoc */
  override async deleteVersion(id: string, note?: calls.DeletionNote): Promise<void> {
    const row = this.#db.versions.get(parseId(id));
    const told = deletions.parseDeletionNote(note);
    if (!row) return;
    refuseHeld(this.#db, { agentId: row.agentId, versionId: row.id });
    deleteRows(this.#db, [row], told);
  }

  /** @inheritdoc */
  override async deleteVersionsByAgentId(agentId: string, note?: calls.DeletionNote): Promise<void> {
    const history = this.#db.history(parseId(agentId, 'agentId'));
    const told = deletions.parseDeletionNote(note);
    refuseHeld(this.#db, { agentId });
    deleteRows(this.#db, history?.range({ after: 0, through: history.state.lastNumber }) ?? [], told);
  }

  /** @inheritdoc */
  override async pruneVersions(input: calls.PruneVersionsInput): Promise<calls.PrunedVersion[]> {
    const command = deletions.parsePruneVersions(input);
    const gone = prunableRows(this.#db, command);
    if (!command.dryRun) deleteRows(this.#db, gone, { deletedBy: command.deletedBy, reason: command.reason });
    return gone.map(({ id, versionNumber, name, createdAt }) =>
      present({ id, versionNumber, name, createdAt: new Date(createdAt) }),
    );
  }

  /** @inheritdoc */
  override async deleteHistory(input: calls.DeleteHistoryInput): Promise<number> {
    return endHistory(this.#db, deletions.parseDeleteHistory(input));
  }

  /** @inheritdoc */
  override async redactVersion(input: calls.RedactVersionInput): Promise<AgentVersion> {
    return rows.readVersion(redactRow(this.#db, deletions.parseRedactVersion(input)));
  }

  /** @inheritdoc */
  override async countVersions(agentId: string): Promise<number> {
    return this.#db.history(parseId(agentId, 'agentId'))?.count ?? 0;
  }

  /** @inheritdoc */
  override async setLabel(input: calls.SetLabelInput): Promise<VersionLabel> {
    const command = parseSetLabel(input);
    const { agentId, label, targets } = command;
    const current = expectLabel(this.#db, command);
    const missing = targets.find(({ versionId }) => this.#db.versions.get(versionId)?.agentId !== agentId);
    if (missing) throw new NotFoundError({ entity: 'version', id: missing.versionId });
    if (!current || !sameTargets(current.targets, targets)) {
      const redacted = targets.find(({ versionId }) => this.#db.versions.get(versionId)?.redactedAt !== undefined);
      if (redacted) throw versionRedacted(redacted.versionId);
      moveLabel(this.#db, command, targets);
    }
    return rows.readLabel(this.#db.openLabels(agentId).get(label) as rows.LabelRow);
  }

  /** @inheritdoc */
  override async removeLabel(input: calls.RemoveLabelInput): Promise<LabelMove | null> {
    const command = parseRemoveLabel(input);
    return expectLabel(this.#db, command) ? rows.readLabelMove(moveLabel(this.#db, command, undefined)) : null;
  }

  /** @inheritdoc */
  override async listLabels(agentId: string): Promise<VersionLabel[]> {
    return (this.#db.labels(parseId(agentId, 'agentId'))?.list() ?? []).map(rows.readLabel);
  }

  /** @inheritdoc */
  override async getVersionByLabel(agentId: string, label: string): Promise<AgentVersion | null> {
    const which = { agentId: parseId(agentId, 'agentId'), label: parseLabel(label) };
    const held = heaviestTarget(this.#db.labels(which.agentId)?.get(which.label)?.targets ?? []);
    const row = held && this.#db.versions.get(held.versionId);
    return row ? rows.readVersion(row) : null;
  }

  /** @inheritdoc */
  override async listLabelMoves(input: calls.ListLabelMovesInput): Promise<calls.ListLabelMovesOutput> {
    const query = lists.parseListLabelMoves(input);
    const { rows: found, total } = this.#db.labels(query.agentId)?.movePage(query) ?? { rows: [], total: 0 };
    const page = pageOutput({ total, page: query.page, perPage: query.perPage });
    return { moves: found.map(rows.readLabelMove), ...page };
  }

  /** @inheritdoc */
  override async getHead(agentId: string): Promise<HistoryHead | null> {
    const history = this.#db.history(parseId(agentId, 'agentId'));
    return history ? present(history.state) : null;
  }

  /** @inheritdoc */
  override async listHeads(input?: calls.ListHeadsInput): Promise<calls.ListHeadsOutput> {
    return this.#db.histories(lists.parseListHeads(input)).map((history) => present(history.state));
  }

  /** @inheritdoc */
  override async listHistory(input: calls.ListHistoryInput): Promise<HistoryEntry[]> {
    const query = lists.parseListHistory(input);
    return (this.#db.history(query.agentId)?.entries(query) ?? []).map(rows.readEntry);
  }

  /** @inheritdoc */
  override async importHistory(input: calls.ImportHistoryInput): Promise<HistoryHead> {
    return present(importEntries(this.#db, prepareImportHistory(input, this.#limits)));
  }

  /** @inheritdoc */
  override async importLabelMoves(input: calls.ImportLabelMovesInput): Promise<number> {
    return importMoves(this.#db, parseImportLabelMoves(input));
  }

  /** @inheritdoc */
  override async listEvents(input?: calls.ListEventsInput): Promise<calls.ListEventsOutput> {
    const events = this.#db.events.list(parseListEvents(input));
    return present({ events, cursor: events.at(-1)?.cursor ?? input?.after });
  }

  /** @inheritdoc */
  override async deleteEvents(input: { through: string }): Promise<number> {
    return this.#db.events.deleteThrough(parseDeleteEvents(input).through);
  }
}
