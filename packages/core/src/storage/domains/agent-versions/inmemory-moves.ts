/** Moves of labels in memory: recorded, told as events, followed by the agent's record. */
import { createId } from '../../ids';
import type { InMemoryDatabase } from '../../inmemory-database';
import { labelMovedOn } from './conflicts';
import type { LabelMoveRow, LabelRow } from './inmemory-rows';
import { readLabelMove } from './inmemory-rows';
import type { RemoveLabelCommand } from './input-labels';
import { heaviestTarget } from './label-targets';
import { ACTIVE_LABEL, type LabelTarget } from './records';

/**
 * The label as it stands, if it is set.
 * @throws ConflictError when that is not what the caller has seen
 */
export function expectLabel(db: InMemoryDatabase, command: RemoveLabelCommand): LabelRow | undefined {
  const { agentId, label, expected } = command;
  const current = db.labels(agentId)?.get(label);
  const actual = current?.revision ?? 0;
  if (expected !== undefined && expected !== actual) throw labelMovedOn({ agentId, label, expected, actual });
  return current;
}

/** Moves a label, or removes it where it points nowhere. */
export function moveLabel(
  db: InMemoryDatabase,
  command: Omit<RemoveLabelCommand, 'expected'>,
  to: readonly LabelTarget[] | undefined,
): LabelMoveRow {
  const { agentId, label, movedBy, reason } = command;
  const labels = db.openLabels(agentId);
  // Moves of a label that was removed count too: its revisions go on.
  const revision = labels.lastRevision(label) + 1;
  const from = labels.get(label)?.targets;
  const move = { id: createId(), agentId, label, revision, from, to, movedBy, reason, movedAt: Date.now() };
  recordMove(db, move);
  if (label === ACTIVE_LABEL) followActive(db, agentId);
  return move;
}

/** Stores a move, which must be the next one of its label, and tells of it. */
export function recordMove(db: InMemoryDatabase, move: LabelMoveRow): void {
  db.openLabels(move.agentId).move(move);
  db.moveIds.add(move.id);
  const { id: _, movedAt: __, ...rest } = readLabelMove(move);
  db.events.add({ type: 'label.moved', at: new Date(), ...rest });
}

/** Brings the agent's record, if it is here, to what the label `active` says. */
export function followActive(db: InMemoryDatabase, agentId: string): void {
  const labels = db.labels(agentId);
  const versionId = heaviestTarget(labels?.get(ACTIVE_LABEL)?.targets ?? [])?.versionId;
  db.agents.setActiveVersion({ id: agentId, versionId, revision: labels?.lastRevision(ACTIVE_LABEL) ?? 0 });
}
