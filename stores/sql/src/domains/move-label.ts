/** Moving a label: one atomic write that records the move and carries it out, or changes nothing. */
import {
  ACTIVE_LABEL,
  createId,
  type LabelTarget,
  labelMovedOn,
  NotFoundError,
  type SetLabelCommand,
  type VersionLabel,
  WHOLE_LABEL,
} from '@agent-versions/core';
import sql from 'sql-template-tag';
import type { SqlDatabase } from '../database';
import { readLabel } from '../rows';
import type { NewLabelMove } from '../statements/labels';
import * as statements from '../statements/labels';

/** A checked move; `versionId` null takes the label away. */
export type LabelMoveCommand = Omit<SetLabelCommand, 'versionId'> & { versionId: string | null };

/**
 * Moves a label or takes it away, and returns it as it is then: null where it is not set.
 * @throws ConflictError when `expected` is not the label's revision
 * @throws NotFoundError when the agent has no such version
 */
export async function moveLabel(db: SqlDatabase, command: LabelMoveCommand): Promise<VersionLabel | null> {
  const { agentId, label, versionId, expected } = command;
  const { moved, current } = await tryMove(db, command);
  if (moved) return current;
  const actual = current?.revision ?? 0;
  if (expected !== undefined && expected !== actual) throw labelMovedOn({ agentId, label, expected, actual });
  if (versionId !== null && current?.targets[0]?.versionId !== versionId) {
    throw new NotFoundError({ entity: 'version', id: versionId });
  }
  return current; // it stood so already
}

async function tryMove(
  db: SqlDatabase,
  command: LabelMoveCommand,
): Promise<{ moved: boolean; current: VersionLabel | null }> {
  const { dialect } = db;
  const { agentId, label, versionId } = command;
  const to: LabelTarget[] | null = versionId === null ? null : [{ versionId, weight: WHOLE_LABEL }];
  const move: NewLabelMove = {
    id: createId(),
    agentId,
    label,
    expected: command.expected ?? null,
    versionId,
    to: to && JSON.stringify(to),
    movedBy: command.movedBy ?? null,
    reason: command.reason ?? null,
  };
  const lock = dialect.lockHead(sql`${agentId}`);
  const [recorded, ...rest] = (
    await db.write(
      ...(lock ? [lock] : []),
      statements.insertLabelMove(dialect, move),
      ...(versionId === null
        ? [statements.deleteLabelTargets(dialect, move), statements.deleteLabel(dialect, move)]
        : [
            statements.upsertLabel(dialect, move.id),
            statements.deleteLabelTargets(dialect, move),
            statements.insertLabelTarget(dialect, move),
          ]),
      ...(label === ACTIVE_LABEL ? [statements.projectActiveVersion(dialect, move)] : []),
      statements.selectLabels(dialect, { agentId, label }),
    )
  ).slice(lock ? 1 : 0);
  const row = rest.at(-1)?.[0];
  return { moved: Boolean(recorded?.length), current: row ? readLabel(dialect, row) : null };
}
