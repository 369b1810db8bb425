/** What callers hand to the domain `agentVersions`, and what they get back beside records. */
import type { AgentConfig, Expected, PageInput, PageOutput, SortDirection } from '../../types';
import type { StoredEvent } from './events';
import type { AgentVersion, AgentVersionSummary, HistoryEntry, HistoryHead, LabelMove, LabelTarget } from './records';

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
  /** Up to 10 labels to point at the version in the same step, moved by `createdBy` for `changeMessage`. */
  labels?: string[];
  /**
   * Makes the snapshot the configuration of the agent's record in the same step, if the record is at this revision;
   * `'none'` creates the record. Its `updatedAt` is the version's `createdAt`, unless the caller gave that. Only where
   * the domain `agents` has the same `database`.
   */
  record?: { expected: Expected };
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

/** A way to name a version of an agent. */
export type VersionSelector =
  | { id: string }
  | { versionNumber: number }
  /** What the label points at, or pointed at then. */
  | { label: string; at?: Date }
  /** So many existing versions before the head: 0 is the head itself. */
  | { ancestor: number }
  /** The version that was made under that key. */
  | { idempotencyKey: string }
  /** The version of this id or, where the agent has none, what the label of this name points at. */
  | { name: string };

export interface FindVersionsInput {
  agentId: string;
  selector: VersionSelector;
  /** Ids of up to 100 versions that the caller holds already: their snapshots stay in the database. */
  known?: readonly string[];
}

/** A version that a selector names. */
export interface VersionCandidate {
  version: AgentVersionSummary & {
    /** Absent only where the caller said to know the version. */
    snapshot?: AgentConfig;
  };
  /** Basis points of the label that named it; 10,000 where no label did. */
  weight: number;
}

export interface SetLabelInput {
  agentId: string;
  /** `[a-z0-9][a-z0-9._-]{0,63}`, but not `latest` or `head`. The label `active` decides what is served. */
  label: string;
  /** Where the whole label points. Excludes `targets`. */
  versionId?: string;
  /** Up to 10 different versions whose weights sum to 10,000. Excludes `versionId`; one of the two must be there. */
  targets?: LabelTarget[];
  /** The revision the caller has seen; `'none'`: the label is not set. */
  expected?: Expected;
  movedBy?: string;
  reason?: string;
}

export type RemoveLabelInput = Omit<SetLabelInput, 'versionId' | 'targets'>;

export interface ListLabelMovesInput extends PageInput {
  agentId: string;
  /** Default: the moves of all labels. */
  label?: string;
}

export interface ListLabelMovesOutput extends PageOutput {
  moves: LabelMove[];
}

/** Who deletes, and why: kept with what is left of the deleted. */
export interface DeletionNote {
  deletedBy?: string;
  reason?: string;
}

export interface PruneVersionsInput extends DeletionNote {
  agentId: string;
  /** Only versions up to this number. */
  through: number;
  /** Only versions made before this time. */
  before?: Date;
  /** Leave versions that have a name (default false). */
  keepNamed?: boolean;
  /** At most so many, oldest numbers first: 1 to 1000, default 1000. */
  limit?: number;
  /** For paging through a dry run: only versions after this number. */
  after?: number;
  /** Only says what would go (default false). */
  dryRun?: boolean;
}

/** A version that was pruned, or would be. */
export type PrunedVersion = Pick<AgentVersionSummary, 'id' | 'versionNumber' | 'name' | 'createdAt'>;

export interface RedactVersionInput {
  agentId: string;
  versionId: string;
  redactedBy?: string;
  reason?: string;
}

export interface DeleteHistoryInput extends DeletionNote {
  agentId: string;
  /**
   * Deletes the agent's record in the same step, if it is at this revision where one is given. Only where the domain
   * `agents` has the same `database`.
   */
  record?: { expected?: number };
  /** Deletes nothing unless this is the last number that was given: whoever made that version was the last. */
  lastNumber?: number;
}

export interface ListHistoryInput {
  agentId: string;
  /** Only entries of higher numbers (default 0: from the start). */
  after?: number;
  /** 1 to 1000, default 100. */
  limit?: number;
}

export interface ListHeadsInput {
  /** Only agents whose id sorts after this one, by UTF-8 bytes. */
  after?: string;
  /** 1 to 1000, default 100. */
  limit?: number;
}

export interface ImportHistoryInput {
  agentId: string;
  /** `lastNumber` of the history so far; 0 where there is none. */
  expected: number;
  /**
   * Up to 1000 entries of the numbers that follow without a hole, with their ids, times and links. Where `expected` is
   * 0 they may begin above 1: then `floorHash` is the link of the number before, which becomes the floor.
   */
  entries: readonly HistoryEntry[];
  floorHash?: string;
}

export interface ImportLabelMovesInput {
  agentId: string;
  /** Up to 1000 moves, those of each label by rising revision. Moves that are there already are skipped. */
  moves: readonly LabelMove[];
  /**
   * More moves of these labels follow in another call (default false): a label whose last move here points at a version
   * that is deleted since stays unset until then.
   */
  more?: boolean;
}

export interface ListEventsInput {
  /** The cursor of the last event seen; default: from the first event kept. */
  after?: string;
  /** 1 to 1000, default 100. */
  limit?: number;
  /** Only those of one agent. */
  agentId?: string;
}

export interface ListEventsOutput {
  /** In the order of the feed. */
  events: StoredEvent[];
  /** Where to go on: the last event's, or `after` where there is none; absent at the start of an empty feed. */
  cursor?: string;
}

/** The heads of histories, by agent id. */
export type ListHeadsOutput = HistoryHead[];
