/** Rows of versions, labels and moves in memory: what is kept, and what callers get of it. */
import { present } from '../../present';
import type { AgentVersion, AgentVersionSummary, LabelMove, LabelTarget, VersionLabel } from './base';

/** A version as kept. Never changed, and never handed out itself. */
export interface VersionRow extends Omit<AgentVersionSummary, 'createdAt' | 'changedFields'> {
  /** Undefined: nobody said. */
  readonly changedFields: readonly string[] | undefined;
  /** Milliseconds. */
  readonly createdAt: number;
  /** The snapshot as canonical JSON: text cannot be shared by accident, and parsing it is quicker than a clone. */
  readonly canonical: string;
}

/** A label as kept. */
export interface LabelRow extends Omit<VersionLabel, 'targets' | 'updatedAt'> {
  /** Where it points. */
  readonly targets: readonly LabelTarget[];
  /** Milliseconds. */
  readonly updatedAt: number;
}

/** A move as kept. */
export interface LabelMoveRow extends Omit<LabelMove, 'from' | 'to' | 'movedAt'> {
  /** Undefined: the label was new. */
  readonly from: readonly LabelTarget[] | undefined;
  /** Undefined: the label was removed. */
  readonly to: readonly LabelTarget[] | undefined;
  /** Milliseconds. */
  readonly movedAt: number;
}

/** A version without its snapshot, made anew for each caller. */
export function readVersionSummary(row: VersionRow): AgentVersionSummary {
  const { canonical: _, changedFields, createdAt, ...rest } = row;
  return present({ ...rest, changedFields: changedFields && [...changedFields], createdAt: new Date(createdAt) });
}

/** A whole version, made anew for each caller. */
export function readVersion(row: VersionRow): AgentVersion {
  return { ...readVersionSummary(row), snapshot: JSON.parse(row.canonical) };
}

/** A label, made anew for each caller. */
export function readLabel(row: LabelRow): VersionLabel {
  return present({ ...row, targets: copyTargets(row.targets), updatedAt: new Date(row.updatedAt) });
}

/** A move, made anew for each caller. */
export function readLabelMove(row: LabelMoveRow): LabelMove {
  const from = row.from && copyTargets(row.from);
  const to = row.to && copyTargets(row.to);
  return present({ ...row, from, to, movedAt: new Date(row.movedAt) });
}

function copyTargets(targets: readonly LabelTarget[]): LabelTarget[] {
  return targets.map((target) => ({ ...target }));
}
