/** The contract of the domain `sessions`: sessions of agents, and their logs. */
import { StorageDomain } from '../base';
import type {
  CreateSessionInput,
  ListSessionsInput,
  ListSessionsOutput,
  SessionWithAgent,
  StorageSession,
  UpdateSessionInput,
  UpdateSessionStatusInput,
} from './records';
import type {
  AppendSessionLogInput,
  AppendSessionLogsInput,
  AppendSessionLogsOutput,
  GetLatestSessionLogsInput,
  GetSessionLogTreeInput,
  ListSessionLogsInput,
  ListSessionLogsOutput,
  SessionLog,
  SessionLogKey,
  SessionLogNode,
  UpdateSessionLogInput,
} from './records-logs';

/**
 * Stores sessions of agents, and their logs. Sessions live in the database of their agents, and are deleted with them
 * in the same step. Overrides, contents and metadata are opaque JSON, checked as {@link AgentVersionsStorage}
 * snapshots are.
 */
export abstract class SessionsStorage extends StorageDomain {
  override readonly domain = 'sessions';

  /**
   * Stores a new session, at revision 1.
   * @throws ValidationError when a field is not what it has to be, or `overrides` has a field of an agent's record
   * @throws NotFoundError (`agent`) when the agent is not in this database; (`version`) when `agentVersionId` is no
   * version of it there
   * @throws ConflictError when the id is taken
   */
  abstract createSession(input: CreateSessionInput): Promise<StorageSession>;

  /** The session, or null. */
  abstract getSession(id: string): Promise<StorageSession | null>;

  /**
   * The session, its agent, and the effective configuration, all as they were at one moment; null where there is no
   * such session. The configuration is the snapshot of the pinned version, else the agent's current one, with the
   * overrides that are not null on top. Where none of them says otherwise, `permission_mode` is `readOnly` and
   * `max_steps` is 10.
   * @throws NotFoundError (`version`) when the pinned version was deleted or redacted since: no other one steps in
   */
  abstract getSessionWithAgent(id: string): Promise<SessionWithAgent | null>;

  /**
   * Changes fields of a session in one atomic step: two updates of different fields, or of different overrides, both
   * survive. Returns the whole record after it.
   * @throws NotFoundError (`session`) when there is none; (`version`) when `agentVersionId` is no version of its agent
   * @throws ConflictError when `expected` is not the record's revision
   */
  abstract updateSession(input: UpdateSessionInput): Promise<StorageSession>;

  /**
   * Moves a session to another status, decided in the write itself: of several that end it at once, one wins. Legal
   * are idle → running or stopped; running → idle, completed, failed or stopped; failed or stopped → running. The
   * status that it has already changes nothing.
   * @throws NotFoundError when there is no such session
   * @throws ConflictError for any other step; `actual` is the status, `expected` those that the step is legal from
   */
  abstract updateSessionStatus(input: UpdateSessionStatusInput): Promise<StorageSession>;

  /** Deletes a session with its logs. Deleting what is absent is no error. */
  abstract deleteSession(id: string): Promise<void>;

  /** A page of sessions; past the end it is empty, with the right total. */
  abstract listSessions(input?: ListSessionsInput): Promise<ListSessionsOutput>;

  /**
   * Appends one log, under the next id of the session.
   * @throws NotFoundError (`session`) when there is none; (`sessionLog`) when `parentId` is no log of it
   */
  abstract appendSessionLog(input: AppendSessionLogInput): Promise<SessionLog>;

  /**
   * Appends several logs in one atomic step, under consecutive ids in the order given. No logs: nothing is done, nor
   * is the session looked for. A log may belong under one before it in the call, which `parentIndex` names.
   * @throws ValidationError when a `parentIndex` is not below the log's own place, or stands beside a `parentId`; when
   * the logs have more than 64 MiB of canonical JSON together
   * @throws NotFoundError (`session`) when there is none; (`sessionLog`) when a `parentId` is no log of it that was
   * there before the call: nothing is stored
   */
  abstract appendSessionLogs(input: AppendSessionLogsInput): Promise<AppendSessionLogsOutput>;

  /** The log, or null. */
  abstract getSessionLog(input: SessionLogKey): Promise<SessionLog | null>;

  /**
   * Replaces the content or the metadata of a log, or both.
   * @throws NotFoundError when there is no such log
   */
  abstract updateSessionLog(input: UpdateSessionLogInput): Promise<SessionLog>;

  /** A page of a session's logs by id; empty, with a total of 0, where there is no such session. */
  abstract listSessionLogs(input: ListSessionLogsInput): Promise<ListSessionLogsOutput>;

  /** The newest logs of a session, the oldest of them first; none where there is no such session. */
  abstract getLatestSessionLogs(input: GetLatestSessionLogsInput): Promise<SessionLog[]>;

  /**
   * The logs of a session that belong under no other, oldest first, each with its `children`; with `id` only that log,
   * with what belongs under it. None where there is no such session or log.
   * @throws ValidationError when the session has more than 10,000 logs, or with `id`, more than that from this one on
   */
  abstract getSessionLogTree(input: GetSessionLogTreeInput): Promise<SessionLogNode[]>;

  /** How many logs a session has, known without counting; 0 where there is no such session. */
  abstract countSessionLogs(sessionId: string): Promise<number>;

  /** Deletes all logs of a session; the next one still gets an id that none had. An absent session is no error. */
  abstract clearSessionLogs(sessionId: string): Promise<void>;
}
