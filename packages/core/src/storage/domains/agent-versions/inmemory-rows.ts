/** Rows of versions, deletions, labels and moves in memory: what is kept, and what callers get of it. */
import { present } from '../../present';
import type {
  AgentVersion,
  AgentVersionSummary,
  HistoryEntry,
  LabelMove,
  LabelTarget,
  VersionDeletion,
  VersionLabel,
} from './records';

/** A version as kept. Never changed, only replaced, and never handed out itself. */
export interface VersionRow extends Omit<AgentVersionSummary, 'createdAt' | 'redactedAt' | 'changedFields'> {
  /** Undefined: nobody said. */
  readonly changedFields: readonly string[] | undefined;
  /** Milliseconds. */
  readonly createdAt: number;
  /** Milliseconds; undefined: the snapshot is whole. */
  readonly redactedAt: number | undefined;
  /** The snapshot as canonical JSON: text cannot be shared by accident, and parsing it is quicker than a clone. */
  readonly canonical: string;
}

/** What is left of a version. */
export interface DeletionRow extends Omit<VersionDeletion, 'createdAt' | 'deletedAt'> {
  /** Milliseconds. */
  readonly createdAt: number;
  /** Milliseconds. */
  readonly deletedAt: number;
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
  const { canonical: _, changedFields, createdAt, redactedAt, ...rest } = row;
  return present({
    ...rest,
    changedFields: changedFields && [...changedFields],
    createdAt: new Date(createdAt),
    redactedAt: redactedAt === undefined ? undefined : new Date(redactedAt),
  });
}

/** A whole version, made anew for each caller. */
export function readVersion(row: VersionRow): AgentVersion {
  return { ...readVersionSummary(row), snapshot: JSON.parse(row.canonical) };
}

/** What is left of a version, made anew for each caller. */
function readDeletion(row: DeletionRow): VersionDeletion {
  return present({ ...row, createdAt: new Date(row.createdAt), deletedAt: new Date(row.deletedAt) });
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

/** One number of a history, made anew for each caller. */
export function readEntry(row: VersionRow | DeletionRow): HistoryEntry {
  if ('deletedAt' in row) return { kind: 'deletion', deletion: readDeletion(row) };
  return { kind: 'version', version: readVersion(row) };
}
