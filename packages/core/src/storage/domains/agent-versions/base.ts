/** The contract of the domain `agentVersions`: immutable numbered snapshots of agents, and the labels that name them. */
import type { AgentConfig, Expected, PageInput, PageOutput, SortDirection } from '../../types';
import { StorageDomain } from '../base';

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
  /** Lower-case hex SHA-256 of the snapshot's RFC 8785 form. */
  contentHash: string;
  /** Millisecond precision. */
  createdAt: Date;
}

/** An immutable snapshot of an agent's whole configuration. */
export interface AgentVersion extends AgentVersionSummary {
  /** One opaque JSON object; what goes in comes out, key order aside. */
  snapshot: AgentConfig;
}

export interface CreateVersionInput {
  /** Default: a new ULID. */
  id?: string;
  agentId: string;
  /** Only ever the next one; the store allocates it when absent. */
  versionNumber?: number;
  name?: string;
  snapshot: AgentConfig;
  changedFields?: string[];
  changeMessage?: string;
  createdBy?: string;
  restoredFrom?: string;
  /** The head's number that the write was made from; `'none'`: the agent has no version yet. */
  expected?: Expected;
  /** Unique per agent: repeating a call with the same key and snapshot returns what the first one made. */
  idempotencyKey?: string;
  /** For imports of older histories: when the version was made, in the years 1 to 9999. Default: the store's clock. */
  createdAt?: Date;
}

export interface ListVersionsInput extends PageInput {
  agentId: string;
  /** Default: `versionNumber`, `DESC`. Ties of `createdAt` are broken by id. */
  orderBy?: { field: 'versionNumber' | 'createdAt'; direction: SortDirection };
  /**
   * Keyset paging, stable while versions are added: only those with a smaller number, newest first.
   * Excludes `page` and `orderBy`.
   */
  before?: number;
  /** Default true. False leaves the snapshots in the database. */
  includeSnapshot?: boolean;
}

export interface ListVersionsOutput<V extends AgentVersionSummary = AgentVersion> extends PageOutput {
  versions: V[];
}

/** The label that decides what is served; agents' records follow it. */
export const ACTIVE_LABEL = 'active';

/** Basis points of a whole label. */
export const WHOLE_LABEL = 10_000;

/** A version that a label points at, and its share of the traffic. */
export interface LabelTarget {
  versionId: string;
  /** Basis points: the targets of a label sum to 10,000. */
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

export interface SetLabelInput {
  agentId: string;
  /** `[a-z0-9][a-z0-9._-]{0,63}`, but not `latest` or `head`. The label `active` decides what is served. */
  label: string;
  versionId: string;
  /** The revision the caller has seen; `'none'`: the label is not set. */
  expected?: Expected;
  movedBy?: string;
  reason?: string;
}

export type RemoveLabelInput = Omit<SetLabelInput, 'versionId'>;

export interface ListLabelMovesInput extends PageInput {
  agentId: string;
  /** Default: the moves of all labels. */
  label?: string;
}

export interface ListLabelMovesOutput extends PageOutput {
  moves: LabelMove[];
}

/**
 * Stores the versions of agents. Every method is one atomic step, correct among any number of processes; ids are
 * 1 to 255 bytes of well-formed text without control characters, compared byte by byte.
 *
 * Every method may also throw ValidationError (the input breaks a rule above), UnavailableError (the store cannot be
 * reached, is too busy or took too long; nothing was written) and CorruptRowError (a row cannot be read back); every
 * write may throw OutcomeUnknownError (the reply was lost).
 */
export abstract class AgentVersionsStorage extends StorageDomain {
  override readonly domain = 'agentVersions';

  /**
   * Appends a version and returns it whole. The number is allocated in the same step as the insert.
   * @throws ConflictError when `expected` is not the head's number, `versionNumber` is not the next one, the id is
   * taken, or the idempotency key was used for another snapshot
   */
  abstract createVersion(input: CreateVersionInput): Promise<AgentVersion>;

  /** The version, or null. */
  abstract getVersion(id: string): Promise<AgentVersion | null>;

  /** Those of up to 1000 versions that exist, in the order of `ids`, each once per mention. */
  abstract getVersions(ids: readonly string[]): Promise<AgentVersion[]>;

  /** The agent's version of that number, or null. */
  abstract getVersionByNumber(agentId: string, versionNumber: number): Promise<AgentVersion | null>;

  /** The head: the existing version of the highest number, or null. */
  abstract getLatestVersion(agentId: string): Promise<AgentVersion | null>;

  /** A page of versions and their total, of one moment; past the end it is empty, with the right total. */
  abstract listVersions(
    input: ListVersionsInput & { includeSnapshot: false },
  ): Promise<ListVersionsOutput<AgentVersionSummary>>;
  abstract listVersions(input: ListVersionsInput): Promise<ListVersionsOutput>;

  /**
   * Deletes a version; deleting what is absent is no error. Its number is never used again.
   * @throws VersionInUseError while a label points at it
   */
  abstract deleteVersion(id: string): Promise<void>;

  /**
   * Deletes all versions of an agent, or none. Numbers go on where they were.
   * @throws VersionInUseError while any label of the agent points at one
   */
  abstract deleteVersionsByAgentId(agentId: string): Promise<void>;

  /** How many versions the agent has; constant time. */
  abstract countVersions(agentId: string): Promise<number>;

  /**
   * Points a label at a version, and records the move; pointing it where it points already changes nothing.
   * Moving `active` also brings along `activeVersionId` of the agent's record where both share a database.
   * @throws NotFoundError when the agent has no such version
   * @throws ConflictError when `expected` is not the label's revision
   */
  abstract setLabel(input: SetLabelInput): Promise<VersionLabel>;

  /**
   * Takes a label away, and records the move. Without `expected`, removing what is absent is no error.
   * @throws ConflictError when `expected` is not the label's revision
   */
  abstract removeLabel(input: RemoveLabelInput): Promise<void>;

  /** The agent's labels, by name; at most 1000. */
  abstract listLabels(agentId: string): Promise<VersionLabel[]>;

  /** The version that the label points at, or null. */
  abstract getVersionByLabel(agentId: string, label: string): Promise<AgentVersion | null>;

  /** A page of moves, newest first; ties of time are broken by revision, then id. */
  abstract listLabelMoves(input: ListLabelMovesInput): Promise<ListLabelMovesOutput>;
}
