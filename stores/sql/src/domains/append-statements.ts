/** What one append writes: the version, its labels and the agent's record, all of them or nothing. */
import { ACTIVE_LABEL, createId, WHOLE_LABEL } from '@agent-versions/core';
import sql, { type Sql } from 'sql-template-tag';
import type { AppendPlace, Dialect, NewVersionRow } from '../dialect';
import { followActiveLabel, insertAgent, saveConfig } from '../statements/agents';
import { moveStatements } from './move-statements';

/** An append that is about to be tried. */
export interface Append {
  row: NewVersionRow;
  /** Null where the database makes links. */
  place: AppendPlace | null;
  /** To be pointed at the version. */
  labels: readonly string[];
}

/**
 * The statements in order, and which of them returns the version. What comes after it is never carried out without it:
 * where others follow, an append that cannot be made fails.
 */
export function appendStatements(
  dialect: Dialect,
  { row, place, labels }: Append,
): { position: number; queries: readonly Sql[] } {
  const lock = labels.includes(ACTIVE_LABEL) && row.record === null ? dialect.lockAgent(sql`${row.agentId}`) : null;
  const others = [
    ...recordStatements(dialect, { row, place }),
    ...labels.flatMap((label) => move(dialect, row, label)),
  ];
  const append = dialect.appendVersion(row, { place, strict: others.length > 0 });
  return { position: lock ? 1 : 0, queries: [...(lock ? [lock] : []), append, ...others] };
}

function recordStatements(dialect: Dialect, { row, place }: Omit<Append, 'labels'>): Sql[] {
  const { agentId: id, record, snapshot: config } = row;
  if (record === null) return [];
  // with the record made, no label of the agent moves before this write is over
  if (!place) return record === 0 ? [followActiveLabel(dialect, id)] : [];
  const { versionNumber } = place;
  const at = row.createdAt ? null : place.createdAt; // a version may be older than its save
  return [(record === 0 ? insertAgent : saveConfig)(dialect, { id, config, versionNumber, at })];
}

function move(dialect: Dialect, row: NewVersionRow, label: string): Sql[] {
  const { agentId, id: versionId, createdBy: movedBy, changeMessage: reason } = row;
  const to = [{ versionId, weight: WHOLE_LABEL }];
  return moveStatements(dialect, { id: createId(), agentId, label, expected: null, to, movedBy, reason });
}
