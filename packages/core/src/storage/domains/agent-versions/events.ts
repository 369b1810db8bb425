/** What happens to versions, told in order: each event is stored in the same step as what it tells of. */
import type { LabelTarget } from './records';

/** A version was appended. */
export interface VersionCreatedEvent {
  type: 'version.created';
  agentId: string;
  at: Date;
  versionId: string;
  versionNumber: number;
  createdBy?: string;
}

/** A version was appended that brings another one back. */
export interface VersionRestoredEvent {
  type: 'version.restored';
  agentId: string;
  at: Date;
  versionId: string;
  versionNumber: number;
  /** The id of the version that was brought back. */
  restoredFrom: string;
  createdBy?: string;
}

/** A snapshot was blanked. */
export interface VersionRedactedEvent {
  type: 'version.redacted';
  agentId: string;
  at: Date;
  versionId: string;
  versionNumber: number;
  redactedBy?: string;
  reason?: string;
}

/** Versions were deleted, one or several in one step. */
export interface VersionsPrunedEvent {
  type: 'versions.pruned';
  agentId: string;
  at: Date;
  /** Ascending. */
  versionNumbers: number[];
  deletedBy?: string;
  reason?: string;
}

/** A label was set, moved or removed. */
export interface LabelMovedEvent {
  type: 'label.moved';
  agentId: string;
  at: Date;
  label: string;
  /** The label's revision after the move. */
  revision: number;
  /** Absent when the label was new. */
  from?: LabelTarget[];
  /** Absent when the label was removed. */
  to?: LabelTarget[];
  movedBy?: string;
  reason?: string;
}

/** An agent's whole history was deleted. */
export interface AgentDeletedEvent {
  type: 'agent.deleted';
  agentId: string;
  at: Date;
  /** How many versions went. */
  versionCount: number;
  deletedBy?: string;
  reason?: string;
}

/** Anything that happens to versions, told apart by `type`. */
export type VersioningEvent =
  | VersionCreatedEvent
  | VersionRestoredEvent
  | VersionRedactedEvent
  | VersionsPrunedEvent
  | LabelMovedEvent
  | AgentDeletedEvent;

/** An event as stored. */
export type StoredEvent = VersioningEvent & {
  /** Where it stands in the feed: opaque text, to be given back as `after`. */
  cursor: string;
};

/** What is stored of an event beside `type`, `agentId` and `at`, column by column of the outbox. */
export type EventPayload = Omit<VersioningEvent, 'type' | 'agentId' | 'at'>;
