/** Deleting versions, and blanking them, in memory. */
import { NotFoundError, VersionInUseError } from '../../../errors';
import type { InMemoryDatabase } from '../../inmemory-database';
import { present } from '../../present';
import { agentMovedOn } from '../agents/conflicts';
import { headMovedOn } from './conflicts';
import type { VersionRow } from './inmemory-rows';
import type {
  DeleteHistoryCommand,
  DeletionNoteFields,
  PruneVersionsCommand,
  RedactVersionCommand,
} from './input-deletions';

/** Deletes versions of one agent, in ascending order, and tells of it once. */
export function deleteRows(db: InMemoryDatabase, rows: readonly VersionRow[], note: DeletionNoteFields): void {
  const first = rows[0];
  if (!first) return;
  const { agentId } = first;
  const deletedAt = Date.now();
  const history = db.openHistory(agentId);
  for (const row of rows) {
    history.delete(row, { ...note, deletedAt });
    db.versions.delete(row.id);
  }
  const versionNumbers = rows.map((row) => row.versionNumber);
  db.events.add(present({ type: 'versions.pruned', agentId, at: new Date(deletedAt), versionNumbers, ...note }));
}

/** @throws VersionInUseError while a label points at the version, or at any of the agent's where none is named */
export function refuseHeld(db: InMemoryDatabase, which: { agentId: string; versionId?: string }): void {
  const holders = db.labels(which.agentId)?.holders(which.versionId);
  if (holders) throw new VersionInUseError(holders);
}

/** The versions that a prune is about, ascending. */
export function prunableRows(db: InMemoryDatabase, command: PruneVersionsCommand): VersionRow[] {
  const { agentId, before = null, keepNamed, limit } = command;
  const held = db.labels(agentId)?.heldVersions();
  const goes = (row: VersionRow) =>
    !held?.has(row.id) &&
    (before === null || row.createdAt < before.getTime()) &&
    (!keepNamed || row.name === undefined);
  const rows = db.history(agentId)?.range(command) ?? [];
  return rows.filter(goes).slice(0, limit);
}

/** Blanks a snapshot, once. */
export function redactRow(db: InMemoryDatabase, command: RedactVersionCommand): VersionRow {
  const { agentId, versionId, redactedBy, reason } = command;
  const row = db.versions.get(versionId);
  if (row?.agentId !== agentId) throw new NotFoundError({ entity: 'version', id: versionId });
  if (row.redactedAt !== undefined) return row;
  refuseHeld(db, { agentId, versionId });
  const redactedAt = Date.now();
  const redacted = { ...row, canonical: '{}', redactedAt, redactedBy, redactionReason: reason };
  db.openHistory(agentId).replace(redacted);
  db.versions.set(versionId, redacted);
  const { versionNumber } = row;
  const event = { agentId, at: new Date(redactedAt), versionId, versionNumber, redactedBy, reason };
  db.events.add(present({ type: 'version.redacted', ...event }));
  return redacted;
}

/** Deletes everything of an agent but where its history stands; returns how many versions went. */
export function endHistory(db: InMemoryDatabase, command: DeleteHistoryCommand): number {
  const { agentId, record, lastNumber, deletedBy, reason } = command;
  const history = db.history(agentId);
  const actual = history?.state.lastNumber ?? 0;
  if (lastNumber !== undefined && lastNumber !== actual) throw headMovedOn({ agentId, expected: lastNumber, actual });
  const revision = db.agents.get(agentId)?.revision ?? 0;
  if (record?.expected !== undefined && record.expected !== revision) {
    throw agentMovedOn({ id: agentId, expected: record.expected, actual: revision });
  }
  const versionCount = history?.count ?? 0;
  const anythingLeft = history !== undefined && history.state.lastNumber > history.state.floorNumber;
  for (const row of history?.range({ after: 0, through: history.state.lastNumber }) ?? []) db.versions.delete(row.id);
  history?.clear();
  db.dropLabels(agentId);
  if (record) db.deleteAgent(agentId);
  else db.agents.setActiveVersion({ id: agentId, versionId: undefined, revision: 0 });
  if (anythingLeft || (record && revision > 0)) {
    db.events.add(present({ type: 'agent.deleted', agentId, at: new Date(), versionCount, deletedBy, reason }));
  }
  return versionCount;
}
