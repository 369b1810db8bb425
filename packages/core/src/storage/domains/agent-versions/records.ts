/** What the domain `agentVersions` keeps: versions, labels, moves, and what is left of the deleted. */
import type { AgentConfig } from '../../types';

/** A version without its snapshot: what a list shows. */
export interface AgentVersionSummary {
  /** A ULID unless the caller chose another. */
  id: string;
  agentId: string;
  /** 1, 2, 3 … per agent, never used again after a delete. */
  versionNumber: number;
  /** A vanity name. */
  name?: string;
  /** The top-level fields that differ from the version before. */
  changedFields?: string[];
  changeMessage?: string;
  createdBy?: string;
  /** The id of the version that this one brought back. */
  restoredFrom?: string;
  idempotencyKey?: string;
  /** Lower-case hex SHA-256 of the snapshot's RFC 8785 form. Redaction leaves it as it was. */
  contentHash: string;
  /** Its link in the history's hash chain, see `chainLink`. Absent on versions that are older than the chain. */
  chainHash?: string;
  /** Millisecond precision. */
  createdAt: Date;
  /** When the snapshot was blanked; absent on versions that are whole. */
  redactedAt?: Date;
  redactedBy?: string;
  redactionReason?: string;
}

/** An immutable snapshot of an agent's whole configuration. */
export interface AgentVersion extends AgentVersionSummary {
  /** One opaque JSON object; what goes in comes out, key order aside. Empty once redacted. */
  snapshot: AgentConfig;
}

/** The label that decides what is served; agents' records follow it. */
export const ACTIVE_LABEL = 'active';

/** Basis points of a whole label. */
export const WHOLE_LABEL = 10_000;

/** The most versions that a label splits over. */
export const MAX_LABEL_TARGETS = 10;

/** A version that a label points at, and its share of the traffic. */
export interface LabelTarget {
  versionId: string;
  /** Basis points, 1 to 10,000: the targets of a label sum to 10,000. */
  weight: number;
}

/** A movable name that points at a version. */
export interface VersionLabel {
  agentId: string;
  label: string;
  /** By `versionId`. One of 10,000 for a plain label. */
  targets: LabelTarget[];
  /** 1 at the first move, one more with each, never used again even when the label is removed and set anew. */
  revision: number;
  updatedAt: Date;
  updatedBy?: string;
}

/** One move of a label, kept for ever. */
export interface LabelMove {
  id: string;
  agentId: string;
  label: string;
  /** The label's revision after the move. */
  revision: number;
  /** Absent when the label was new. */
  from?: LabelTarget[];
  /** Absent when the label was removed. */
  to?: LabelTarget[];
  movedBy?: string;
  reason?: string;
  movedAt: Date;
}

/** What is left of a deleted version: enough to check the chain across the hole, and who took it away. */
export interface VersionDeletion {
  agentId: string;
  versionNumber: number;
  versionId: string;
  contentHash: string;
  chainHash?: string;
  changeMessage?: string;
  createdBy?: string;
  createdAt: Date;
  deletedBy?: string;
  reason?: string;
  deletedAt: Date;
}

/** One number of a history: the version that has it, or what is left of the one that had it. */
export type HistoryEntry = { kind: 'version'; version: AgentVersion } | { kind: 'deletion'; deletion: VersionDeletion };

/** Where an agent's history stands. It outlives the versions: numbers are never used again. */
export interface HistoryHead {
  agentId: string;
  /** The highest number ever given. */
  lastNumber: number;
  /** The newest version that exists; 0 when none does. */
  headNumber: number;
  /** How many versions exist. */
  versionCount: number;
  /** The link of `lastNumber`; absent while no version has one. */
  chainHash?: string;
  /** The history up to this number went with its agent: nothing is left of it. 0 where nothing did. */
  floorNumber: number;
  /** The link of `floorNumber`, from which the chain goes on. */
  floorHash?: string;
}
