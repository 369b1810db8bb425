/** The domain `sessions` in this process's memory: the reference of the others. */
import { NotFoundError } from '../../../errors';
import type { StorableLimits } from '../../../json/limits';
import { InMemoryDatabase } from '../../inmemory-database';
import { parseId } from '../../input';
import { FIRST_PAGE, pageOffset, pageOutput } from '../../pagination';
import type { VersionRow } from '../agent-versions/inmemory-rows';
import { readAgentRow } from '../agents/inmemory-table';
import { SessionsStorage } from './base';
import { illegalTransition, noSuchSession, sessionIdTaken, sessionMovedOn } from './conflicts';
import { effectiveConfig } from './effective-config';
import { appendLogs, readLogTree, updateLog } from './inmemory-logs';
import { readSessionLogRow, readSessionRow, type SessionRow } from './inmemory-tables';
import {
  mergeSession,
  parseListSessions,
  parseUpdateSession,
  parseUpdateSessionStatus,
  prepareSession,
  type SessionFields,
} from './input';
import {
  parseLatestSessionLogs,
  parseListSessionLogs,
  parseSessionLogKey,
  parseSessionLogTree,
  parseUpdateSessionLog,
  prepareLog,
  prepareLogs,
} from './input-logs';
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
import { SESSION_TRANSITIONS } from './transitions';

/** Every method runs without a pause, and so is one atomic step. */
export class InMemorySessionsStorage extends SessionsStorage {
  readonly #db: InMemoryDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Default: a database of its own, which has no agents. */
  constructor(input: { database?: InMemoryDatabase; limits?: Partial<StorableLimits> } = {}) {
    super();
    this.#db = input.database ?? new InMemoryDatabase();
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override get database(): InMemoryDatabase {
    return this.#db;
  }

  /** @inheritdoc */
  override async init(): Promise<void> {}

  /** @inheritdoc */
  override async close(): Promise<void> {}

  /** @inheritdoc */
  override async createSession(input: CreateSessionInput): Promise<StorageSession> {
    const { id, mainAgentId, status, ...fields } = prepareSession(input, this.#limits);
    if (!this.#db.agents.get(mainAgentId)) throw new NotFoundError({ entity: 'agent', id: mainAgentId });
    this.#pinned(mainAgentId, fields.agentVersionId);
    const taken = this.#db.sessions.get(id);
    if (taken) throw sessionIdTaken({ id, revision: taken.revision });
    const now = Date.now();
    const record = { id, mainAgentId, status, revision: 1, createdAt: now, updatedAt: now };
    return this.#store({ ...record, ...columnsOf(fields) });
  }

  /** @inheritdoc */
  override async getSession(id: string): Promise<StorageSession | null> {
    const row = this.#db.sessions.get(parseId(id));
    return row ? readSessionRow(row) : null;
  }

  /** @inheritdoc */
  override async getSessionWithAgent(id: string): Promise<SessionWithAgent | null> {
    const row = this.#db.sessions.get(parseId(id));
    const agentRow = row && this.#db.agents.get(row.mainAgentId);
    if (!agentRow) return null;
    const base = this.#pinned(row.mainAgentId, row.agentVersionId)?.canonical ?? agentRow.config;
    const config = effectiveConfig(JSON.parse(base), JSON.parse(row.overrides));
    return { session: readSessionRow(row), agent: readAgentRow(agentRow), config };
  }

  /** @inheritdoc */
  override async updateSession(input: UpdateSessionInput): Promise<StorageSession> {
    const update = parseUpdateSession(input, this.#limits);
    const row = this.#require(update.id);
    const { expected = row.revision } = update;
    if (expected !== row.revision) throw sessionMovedOn({ id: row.id, expected, actual: row.revision });
    const fields = mergeSession(readSessionRow(row), update, this.#limits);
    if (update.agentVersionId) this.#pinned(row.mainAgentId, update.agentVersionId);
    return this.#store({ ...row, ...columnsOf(fields), revision: row.revision + 1, updatedAt: Date.now() });
  }

  /** @inheritdoc */
  override async updateSessionStatus(input: UpdateSessionStatusInput): Promise<StorageSession> {
    const { id, status } = parseUpdateSessionStatus(input);
    const row = this.#require(id);
    if (row.status === status) return readSessionRow(row);
    if (!SESSION_TRANSITIONS[row.status].includes(status)) {
      throw illegalTransition({ id, from: row.status, to: status });
    }
    return this.#store({ ...row, status, revision: row.revision + 1, updatedAt: Date.now() });
  }

  /** @inheritdoc */
  override async deleteSession(id: string): Promise<void> {
    this.#db.sessions.delete(parseId(id));
  }

  /** @inheritdoc */
  override async listSessions(input?: ListSessionsInput): Promise<ListSessionsOutput> {
    const query = parseListSessions(input);
    const { rows, total } = this.#db.sessions.page(query);
    return { sessions: rows.map(readSessionRow), ...pageOutput({ ...query, total, firstPage: FIRST_PAGE }) };
  }

  /** @inheritdoc */
  override async appendSessionLog(input: AppendSessionLogInput): Promise<SessionLog> {
    const [log] = appendLogs(this.#db, prepareLog(input, this.#limits));
    return log as SessionLog;
  }

  /** @inheritdoc */
  override async appendSessionLogs(input: AppendSessionLogsInput): Promise<AppendSessionLogsOutput> {
    return { logs: appendLogs(this.#db, prepareLogs(input, this.#limits)) };
  }

  /** @inheritdoc */
  override async getSessionLog(input: SessionLogKey): Promise<SessionLog | null> {
    const { sessionId, id } = parseSessionLogKey(input);
    const row = this.#db.sessions.logs(sessionId)?.get(id);
    return row ? readSessionLogRow(row) : null;
  }

  /** @inheritdoc */
  override async updateSessionLog(input: UpdateSessionLogInput): Promise<SessionLog> {
    return updateLog(this.#db, parseUpdateSessionLog(input, this.#limits));
  }

  /** @inheritdoc */
  override async listSessionLogs(input: ListSessionLogsInput): Promise<ListSessionLogsOutput> {
    const { sessionId, direction, ...page } = parseListSessionLogs(input);
    const window = { ...page, firstPage: FIRST_PAGE } as const;
    const own = this.#db.sessions.logs(sessionId);
    const rows = own?.slice({ offset: pageOffset(window), limit: page.perPage, direction }) ?? [];
    return { logs: rows.map(readSessionLogRow), ...pageOutput({ ...window, total: own?.size ?? 0 }) };
  }

  /** @inheritdoc */
  override async getLatestSessionLogs(input: GetLatestSessionLogsInput): Promise<SessionLog[]> {
    const { sessionId, limit } = parseLatestSessionLogs(input);
    const rows = this.#db.sessions.logs(sessionId)?.slice({ offset: 0, limit, direction: 'DESC' }) ?? [];
    return rows.reverse().map(readSessionLogRow);
  }

  /** @inheritdoc */
  override async getSessionLogTree(input: GetSessionLogTreeInput): Promise<SessionLogNode[]> {
    return readLogTree(this.#db, parseSessionLogTree(input));
  }

  /** @inheritdoc */
  override async countSessionLogs(sessionId: string): Promise<number> {
    return this.#db.sessions.logs(parseId(sessionId, 'sessionId'))?.size ?? 0;
  }

  /** @inheritdoc */
  override async clearSessionLogs(sessionId: string): Promise<void> {
    this.#db.sessions.logs(parseId(sessionId, 'sessionId'))?.clear();
  }

  #require(id: string): SessionRow {
    const row = this.#db.sessions.get(id);
    if (!row) throw noSuchSession(id);
    return row;
  }

  /** The version that a session is pinned to; undefined: none. Throws NotFoundError where it is not there, and whole. */
  #pinned(agentId: string, versionId: string | undefined): VersionRow | undefined {
    if (versionId === undefined) return undefined;
    const version = this.#db.versions.get(versionId);
    if (version?.agentId === agentId && version.redactedAt === undefined) return version;
    throw new NotFoundError({ entity: 'version', id: versionId });
  }

  #store(row: SessionRow): StorageSession {
    this.#db.sessions.set(row);
    return readSessionRow(row);
  }
}

function columnsOf({ subAgentIds, overrides, ...fields }: SessionFields) {
  return { ...fields, subAgentIds: JSON.stringify(subAgentIds), overrides: overrides.canonical };
}
