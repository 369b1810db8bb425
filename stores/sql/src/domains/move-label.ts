/** Moving a label: one atomic write that records the move and carries it out, or changes nothing. */
import {
  ACTIVE_LABEL,
  createId,
  type LabelMove,
  type LabelTarget,
  labelMovedOn,
  NotFoundError,
  type RemoveLabelCommand,
  type SetLabelCommand,
  sameTargets,
  type VersionLabel,
  versionRedacted,
} from '@agent-versions/core';
import sql from 'sql-template-tag';
import type { SqlDatabase } from '../database';
import { readLabel, readLabelMove } from '../rows';
import { selectOwnVersions } from '../statements/import-moves';
import { selectLabels } from '../statements/labels';
import { moveStatements } from './move-statements';

/** Points a label at versions and returns it. Looks again where what stood in the way is gone when it looks. */
export async function setLabel(db: SqlDatabase, command: SetLabelCommand): Promise<VersionLabel> {
  const { targets } = command;
  for (;;) {
    const { move, current } = await tryMove(db, command, targets);
    if (move && current) return current;
    refuseOther(command, current);
    if (current && sameTargets(current.targets, targets)) return current; // it stood so already
    await refuseMissing(db, command);
  }
}

/** Takes a label away and returns the move; null where it was not set. */
export async function removeLabel(db: SqlDatabase, command: RemoveLabelCommand): Promise<LabelMove | null> {
  const { move, current } = await tryMove(db, command, null);
  if (!move) refuseOther(command, current);
  return move;
}

/** A label that is not at the revision that the caller has seen. */
function refuseOther({ agentId, label, expected }: RemoveLabelCommand, current: VersionLabel | null): void {
  const actual = current?.revision ?? 0;
  if (expected !== undefined && expected !== actual) throw labelMovedOn({ agentId, label, expected, actual });
}

async function refuseMissing(db: SqlDatabase, { agentId, targets }: SetLabelCommand): Promise<void> {
  const ids = targets.map(({ versionId }) => versionId);
  const rows = await db.read(selectOwnVersions(db.dialect, { agentId, ids }));
  const missing = ids.find((id) => !rows.some((row) => row.id === id));
  if (missing !== undefined) throw new NotFoundError({ entity: 'version', id: missing });
  const redacted = rows.find((row) => row.redactedAt !== null);
  if (redacted) throw versionRedacted(String(redacted.id));
}

/** The move, if it was made, and the label as it is then. */
async function tryMove(
  db: SqlDatabase,
  command: RemoveLabelCommand,
  to: readonly LabelTarget[] | null,
): Promise<{ move: LabelMove | null; current: VersionLabel | null }> {
  const { dialect } = db;
  const { agentId, label, expected = null, movedBy = null, reason = null } = command;
  const id = sql`${agentId}`;
  const locks = [label === ACTIVE_LABEL ? dialect.lockAgent(id) : null, dialect.lockHead(id)];
  const queries = [
    ...locks.filter((lock) => lock !== null),
    ...moveStatements(dialect, { id: createId(), agentId, label, expected, to, movedBy, reason }),
    selectLabels(dialect, { agentId, label }),
  ];
  const results = await db.write(...queries);
  const [recorded] = results[locks.filter((lock) => lock !== null).length] ?? [];
  const [current] = results.at(-1) ?? [];
  return {
    move: recorded ? readLabelMove(dialect, recorded) : null,
    current: current ? readLabel(dialect, current) : null,
  };
}
