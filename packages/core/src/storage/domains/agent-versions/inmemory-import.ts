/** Taking in histories and moves of other stores, in memory. */
import { NotFoundError } from '../../../errors';
import type { InMemoryDatabase } from '../../inmemory-database';
import { headMovedOn, idempotencyKeyReused, labelMovedOn, versionIdTaken } from './conflicts';
import { storeVersion } from './inmemory-append';
import { followActive, recordMove } from './inmemory-moves';
import type { DeletionRow, LabelMoveRow, VersionRow } from './inmemory-rows';
import type { ImportedVersion, ImportLabelMovesCommand, PreparedHistory } from './input-import';
import { ACTIVE_LABEL, type HistoryHead, type LabelMove } from './records';

/** Adds entries to a history as they are. */
export function importEntries(db: InMemoryDatabase, prepared: PreparedHistory): HistoryHead {
  const { agentId, expected, entries, firstNumber, floorHash } = prepared;
  refuseEntries(db, prepared);
  const history = db.openHistory(agentId);
  if (expected === 0) history.beginAbove({ number: firstNumber - 1, hash: floorHash });
  for (const entry of entries) {
    if (entry.kind === 'version') storeVersion(db, versionRow(entry.version));
    else history.appendDeletion(deletionRow(entry.deletion));
  }
  return history.state;
}

function refuseEntries(db: InMemoryDatabase, { agentId, expected, entries }: PreparedHistory): void {
  const history = db.history(agentId);
  const actual = history?.state.lastNumber ?? 0;
  if (expected !== actual) throw headMovedOn({ agentId, expected, actual });
  for (const entry of entries) {
    if (entry.kind === 'deletion') continue;
    const { id, idempotencyKey, contentHash } = entry.version;
    const taken = db.versions.get(id);
    if (taken) throw versionIdTaken({ id, versionNumber: taken.versionNumber });
    const first = idempotencyKey === undefined ? undefined : history?.byIdempotencyKey(idempotencyKey);
    if (idempotencyKey !== undefined && first) {
      throw idempotencyKeyReused({ idempotencyKey, expected: contentHash, actual: first.contentHash });
    }
  }
}

function versionRow({ snapshot: _, ...version }: ImportedVersion): VersionRow {
  return { ...version, createdAt: version.createdAt.getTime(), redactedAt: version.redactedAt?.getTime() };
}

function deletionRow(
  deletion: Omit<DeletionRow, 'createdAt' | 'deletedAt'> & { createdAt: Date; deletedAt: Date },
): DeletionRow {
  return { ...deletion, createdAt: deletion.createdAt.getTime(), deletedAt: deletion.deletedAt.getTime() };
}

/** Adds the moves that are not there yet; returns how many those were. */
export function importMoves(db: InMemoryDatabase, { agentId, moves, more }: ImportLabelMovesCommand): number {
  const fresh = newMoves(db, { agentId, moves });
  const last = new Map(fresh.map((move) => [move.label, move]));
  const dangling: string[] = [];
  for (const { label, to = [] } of last.values()) {
    const missing = to.find(({ versionId }) => db.versions.get(versionId)?.agentId !== agentId);
    if (missing && !more) throw new NotFoundError({ entity: 'version', id: missing.versionId });
    if (missing) dangling.push(label);
  }
  for (const move of fresh) recordMove(db, moveRow(move));
  for (const label of dangling) db.openLabels(agentId).unset(label);
  if (last.has(ACTIVE_LABEL)) followActive(db, agentId);
  return fresh.length;
}

/** @throws ConflictError when a move is in the place of another, or does not follow the last one of its label */
function newMoves(db: InMemoryDatabase, { agentId, moves }: Pick<ImportLabelMovesCommand, 'agentId' | 'moves'>) {
  const labels = db.labels(agentId);
  const last = new Map<string, number>();
  return moves.filter((move) => {
    const { id, label, revision } = move;
    const actual = last.get(label) ?? labels?.lastRevision(label) ?? 0;
    const there = labels?.moveOf(label, revision);
    if (there?.id === id) return false;
    if (revision !== actual + 1 || db.moveIds.has(id)) {
      throw labelMovedOn({ agentId, label, expected: revision - 1, actual });
    }
    last.set(label, revision);
    return true;
  });
}

function moveRow({ movedAt, from, to, ...rest }: LabelMove): LabelMoveRow {
  return { ...rest, from, to, movedAt: movedAt.getTime() };
}
