/** The domain `sessions` on any SQL database. */
import {
  type AppendSessionLogInput,
  type AppendSessionLogsInput,
  type AppendSessionLogsOutput,
  type CreateSessionInput,
  FIRST_PAGE,
  type GetLatestSessionLogsInput,
  type GetSessionLogTreeInput,
  type ListSessionLogsInput,
  type ListSessionLogsOutput,
  type ListSessionsInput,
  type ListSessionsOutput,
  pageOffset,
  pageOutput,
  parseId,
  parseLatestSessionLogs,
  parseListSessionLogs,
  parseListSessions,
  parseSessionLogKey,
  parseSessionLogTree,
  parseUpdateSession,
  parseUpdateSessionLog,
  parseUpdateSessionStatus,
  prepareLog,
  prepareLogs,
  prepareSession,
  type SessionLog,
  type SessionLogKey,
  type SessionLogNode,
  SessionsStorage,
  type SessionWithAgent,
  type StorableLimits,
  type StorageSession,
  type UpdateSessionInput,
  type UpdateSessionLogInput,
  type UpdateSessionStatusInput,
} from '@agent-versions/core';
import type { SqlDatabase } from '../database';
import { readSession, readSessionLog } from '../rows-sessions';
import * as logStatements from '../statements/session-logs';
import * as statements from '../statements/sessions';
import { appendLogs, clearLogs, readLatestLogs, readLogTree, updateLog } from './session-logs';
import { createSession, moveSession, readSessionWithAgent, updateSession } from './write-sessions';

/** Sessions beside the agents that run them, and their logs. */
export class SqlSessionsStorage extends SessionsStorage {
  readonly #db: SqlDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Takes over the life of `database`: closing the domain closes it. */
  constructor(input: { database: SqlDatabase; limits?: Partial<StorableLimits> }) {
    super();
    this.#db = input.database;
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override get database(): object {
    return this.#db;
  }

  /** @inheritdoc */
  override init(): Promise<void> {
    return this.#db.init();
  }

  /** @inheritdoc */
  override close(): Promise<void> {
    return this.#db.close();
  }

  /** @inheritdoc */
  override async createSession(input: CreateSessionInput): Promise<StorageSession> {
    return createSession(this.#db, prepareSession(input, this.#limits));
  }

  /** @inheritdoc */
  override async getSession(id: string): Promise<StorageSession | null> {
    const [row] = await this.#db.read(statements.selectSession(this.#db.dialect, parseId(id)));
    return row ? readSession(this.#db.dialect, row) : null;
  }

  /** @inheritdoc */
  override async getSessionWithAgent(id: string): Promise<SessionWithAgent | null> {
    return readSessionWithAgent(this.#db, parseId(id));
  }

  /** @inheritdoc */
  override async updateSession(input: UpdateSessionInput): Promise<StorageSession> {
    return updateSession(this.#db, { update: parseUpdateSession(input, this.#limits), limits: this.#limits });
  }

  /** @inheritdoc */
  override async updateSessionStatus(input: UpdateSessionStatusInput): Promise<StorageSession> {
    return moveSession(this.#db, parseUpdateSessionStatus(input));
  }

  /** @inheritdoc */
  override async deleteSession(id: string): Promise<void> {
    await this.#db.write(statements.deleteSession(this.#db.dialect, parseId(id)));
  }

  /** @inheritdoc */
  override async listSessions(input?: ListSessionsInput): Promise<ListSessionsOutput> {
    const { page, perPage, orderBy, ...filters } = parseListSessions(input);
    const window = { page, perPage, firstPage: FIRST_PAGE } as const;
    const { dialect } = this.#db;
    const rows = await this.#db.read(
      statements.selectSessionPage(dialect, { ...filters, ...orderBy, offset: pageOffset(window), limit: perPage }),
    );
    const sessions = rows.filter((row) => row.id !== null).map((row) => readSession(dialect, row));
    return { sessions, ...pageOutput({ ...window, total: Number(rows[0]?.total ?? 0) }) };
  }

  /** @inheritdoc */
  override async appendSessionLog(input: AppendSessionLogInput): Promise<SessionLog> {
    const [log] = await appendLogs(this.#db, prepareLog(input, this.#limits));
    return log as SessionLog;
  }

  /** @inheritdoc */
  override async appendSessionLogs(input: AppendSessionLogsInput): Promise<AppendSessionLogsOutput> {
    return { logs: await appendLogs(this.#db, prepareLogs(input, this.#limits)) };
  }

  /** @inheritdoc */
  override async getSessionLog(input: SessionLogKey): Promise<SessionLog | null> {
    const { dialect } = this.#db;
    const [row] = await this.#db.read(logStatements.selectLog(dialect, parseSessionLogKey(input)));
    return row ? readSessionLog(dialect, row) : null;
  }

  /** @inheritdoc */
  override async updateSessionLog(input: UpdateSessionLogInput): Promise<SessionLog> {
    return updateLog(this.#db, parseUpdateSessionLog(input, this.#limits));
  }

  /** @inheritdoc */
  override async listSessionLogs(input: ListSessionLogsInput): Promise<ListSessionLogsOutput> {
    const { sessionId, page, perPage, direction } = parseListSessionLogs(input);
    const window = { page, perPage, firstPage: FIRST_PAGE } as const;
    const { dialect } = this.#db;
    const rows = await this.#db.read(
      logStatements.selectLogPage(dialect, { sessionId, direction, offset: pageOffset(window), limit: perPage }),
    );
    const logs = rows.filter((row) => row.id !== null).map((row) => readSessionLog(dialect, row));
    return { logs, ...pageOutput({ ...window, total: Number(rows[0]?.total ?? 0) }) };
  }

  /** @inheritdoc */
  override async getLatestSessionLogs(input: GetLatestSessionLogsInput): Promise<SessionLog[]> {
    return readLatestLogs(this.#db, parseLatestSessionLogs(input));
  }

  /** @inheritdoc */
  override async getSessionLogTree(input: GetSessionLogTreeInput): Promise<SessionLogNode[]> {
    return readLogTree(this.#db, parseSessionLogTree(input));
  }

  /** @inheritdoc */
  override async countSessionLogs(sessionId: string): Promise<number> {
    const query = logStatements.selectLogCount(this.#db.dialect, parseId(sessionId, 'sessionId'));
    const [row] = await this.#db.read(query);
    return Number(row?.total ?? 0);
  }

  /** @inheritdoc */
  override async clearSessionLogs(sessionId: string): Promise<void> {
    await clearLogs(this.#db, parseId(sessionId, 'sessionId'));
  }
}
