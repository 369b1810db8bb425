/** The contract of the domain `agentVersions`: immutable numbered snapshots of agents, and the labels that name them. */
import { StorageDomain } from '../base';
import type {
  CreateVersionInput,
  DeleteHistoryInput,
  DeletionNote,
  FindVersionsInput,
  ImportHistoryInput,
  ImportLabelMovesInput,
  ListEventsInput,
  ListEventsOutput,
  ListHeadsInput,
  ListHeadsOutput,
  ListHistoryInput,
  ListLabelMovesInput,
  ListLabelMovesOutput,
  ListVersionsInput,
  ListVersionsOutput,
  PrunedVersion,
  PruneVersionsInput,
  RedactVersionInput,
  RemoveLabelInput,
  SetLabelInput,
  VersionCandidate,
} from './calls';
import type { AgentVersion, AgentVersionSummary, HistoryEntry, HistoryHead, LabelMove, VersionLabel } from './records';

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
   * Appends a version and returns it whole. Its number and its link in the hash chain are made in the same step as the
   * insert; so are the moves of `labels`, and the change of the agent's record where `record` is given. A repeat under
   * an idempotency key changes nothing, neither label nor record.
   * @throws ConflictError when `expected` is not the head's number, `versionNumber` is not the next one, the id is
   * taken, the idempotency key was used for another snapshot, or the record is not at the revision that `record` says
   * (entity `agent`; looked at after the head)
   * @throws ValidationError also when the snapshot has a field that belongs to the record and `record` is given
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
   * The versions that a selector names: none, one, or as many as a label splits over, heaviest first, then by id. All
   * of them are the agent's: what a label pointed at and is deleted since is left out. One statement.
   */
  abstract findVersions(input: FindVersionsInput): Promise<VersionCandidate[]>;

  /**
   * Deletes a version; deleting what is absent is no error. Its number is never used again, and the history keeps a
   * {@link VersionDeletion} of it.
   * @throws VersionInUseError while a label points at it
   */
  abstract deleteVersion(id: string, note?: DeletionNote): Promise<void>;

  /**
   * Deletes all versions of an agent, or none, as {@link deleteVersion} does. Numbers go on where they were.
   * @throws VersionInUseError while any label of the agent points at one
   */
  abstract deleteVersionsByAgentId(agentId: string, note?: DeletionNote): Promise<void>;

  /**
   * Deletes the versions that the input describes and no label points at, oldest first, and returns them by number.
   * As {@link deleteVersion} for each, in one step.
   */
  abstract pruneVersions(input: PruneVersionsInput): Promise<PrunedVersion[]>;

  /**
   * Deletes everything of an agent: versions, labels, moves, deletions, and its record where `record` is given. Only
   * the head stays, so that numbers and chain go on above its floor. Returns how many versions went; 0 where there
   * were none, which is no error.
   * @throws ConflictError when the record is not at the revision that `record` says, or another number was given last
   */
  abstract deleteHistory(input: DeleteHistoryInput): Promise<number>;

  /**
   * Blanks a version's snapshot for good, keeps all else, and returns the version. Doing it again changes nothing.
   * @throws NotFoundError when the agent has no such version
   * @throws VersionInUseError while a label points at it
   */
  abstract redactVersion(input: RedactVersionInput): Promise<AgentVersion>;

  /** How many versions the agent has; constant time. */
  abstract countVersions(agentId: string): Promise<number>;

  /**
   * Points a label at a version, or splits it over several, and records the move; pointing it where it points already
   * changes nothing. Moving `active` also brings along `activeVersionId` of the agent's record where both share a
   * database: the heaviest target, the first by id where two weigh the same.
   * @throws NotFoundError when the agent has no such version
   * @throws ValidationError also when the version is redacted
   * @throws ConflictError when `expected` is not the label's revision
   */
  abstract setLabel(input: SetLabelInput): Promise<VersionLabel>;

  /**
   * Takes a label away, records the move, and returns it. Without `expected`, removing what is absent is no error: null.
   * @throws ConflictError when `expected` is not the label's revision
   */
  abstract removeLabel(input: RemoveLabelInput): Promise<LabelMove | null>;

  /** The agent's labels, by name; at most 1000. */
  abstract listLabels(agentId: string): Promise<VersionLabel[]>;

  /** The version that the label points at, the heaviest where it splits (the first by id among equals), or null. */
  abstract getVersionByLabel(agentId: string, label: string): Promise<AgentVersion | null>;

  /** A page of moves, newest first; ties of time are broken by revision, then id. */
  abstract listLabelMoves(input: ListLabelMovesInput): Promise<ListLabelMovesOutput>;

  /** Where the agent's history stands, or null where it never had a version. */
  abstract getHead(agentId: string): Promise<HistoryHead | null>;

  /** The heads of all histories by agent id, also of those that are empty by now. */
  abstract listHeads(input?: ListHeadsInput): Promise<ListHeadsOutput>;

  /** What became of the numbers after `after`, ascending, without a hole above the floor (older deletions aside). */
  abstract listHistory(input: ListHistoryInput): Promise<HistoryEntry[]>;

  /**
   * Appends entries of another store's history as they are; events are told of the versions. Links are not checked
   * against each other here: that is the caller's rule to keep.
   * @throws ConflictError when the history does not stand at `expected`, or an id is taken
   * @throws ValidationError also when the numbers have a hole, or do not go on where `expected` says
   */
  abstract importHistory(input: ImportHistoryInput): Promise<HistoryHead>;

  /**
   * Adds moves of another store as they are, and brings the labels (and the agent's record where it shares the
   * database) to the last move of each. Returns how many were new.
   * @throws ConflictError when a label has another move of that revision, or a revision before it is missing
   * @throws NotFoundError when a label would point at a version that the agent does not have
   */
  abstract importLabelMoves(input: ImportLabelMovesInput): Promise<number>;

  /**
   * A page of the feed. Every event appears once and in an order that never changes; none appears before one that the
   * feed has shown already, however many processes write.
   */
  abstract listEvents(input?: ListEventsInput): Promise<ListEventsOutput>;

  /** Forgets events up to and including the one of that cursor; returns how many. */
  abstract deleteEvents(input: { through: string }): Promise<number>;
}
