/** What an in-memory database holds of the domain `sessions`. */
import { compareText, SortedList } from '../../order';
import { present } from '../../present';
import type { ListSessionsQuery } from './input';
import type { StorageSession } from './records';
import type { SessionLog } from './records-logs';

/** A session as kept: texts and numbers only, so that nothing can be shared with a caller. */
export interface SessionRow extends Omit<StorageSession, 'subAgentIds' | 'overrides' | 'createdAt' | 'updatedAt'> {
  /** A JSON array. */
  readonly subAgentIds: string;
  /** Canonical JSON. */
  readonly overrides: string;
  /** Milliseconds. */
  readonly createdAt: number;
  /** Milliseconds. */
  readonly updatedAt: number;
}

/** A log as kept. */
export interface SessionLogRow extends Omit<SessionLog, 'content' | 'metadata' | 'createdAt' | 'updatedAt'> {
  /** Canonical JSON. */
  readonly content: string;
  /** Canonical JSON; undefined: none. */
  readonly metadata: string | undefined;
  /** Milliseconds. */
  readonly createdAt: number;
  /** Milliseconds. */
  readonly updatedAt: number;
}

/** The logs of one session. */
export class InMemorySessionLogs {
  #rows = emptyLogs();
  #lastId = 0;

  /** How many there are. */
  get size(): number {
    return this.#rows.size;
  }

  /** The highest id ever given. */
  get lastId(): number {
    return this.#lastId;
  }

  /** The log of that id. */
  get(id: number): SessionLogRow | undefined {
    const [row] = this.#rows.slice({ offset: this.#below(id), limit: 1, direction: 'ASC' });
    return row?.id === id ? row : undefined;
  }

  /** Those from an id on. */
  from(id: number): SessionLogRow[] {
    return this.#rows.slice({ offset: this.#below(id), limit: this.size, direction: 'ASC' });
  }

  /** Adds the log of the next id. */
  add(row: SessionLogRow): void {
    this.#rows.add(row);
    this.#lastId = row.id;
  }

  /** Puts a log in the place of the one of its id. */
  replace(row: SessionLogRow): void {
    this.#rows.replace(row);
  }

  /** Up to `limit` logs by id, past the first `offset` of them. */
  slice(window: { offset: number; limit: number; direction: 'ASC' | 'DESC' }): SessionLogRow[] {
    return this.#rows.slice(window);
  }

  /** Takes all of them away; their ids stay used. */
  clear(): void {
    this.#rows = emptyLogs();
  }

  #below(id: number): number {
    return this.#rows.countBelow((row) => row.id - id);
  }
}

function emptyLogs(): SortedList<SessionLogRow> {
  return new SortedList((a, b) => a.id - b.id);
}

/** Its rows, with the orders they are listed in. Rows of sessions are never changed, only replaced. */
export class InMemorySessionsTables {
  readonly #rows = new Map<string, SessionRow>();
  readonly #logs = new Map<string, InMemorySessionLogs>();
  readonly #ofAgent = new Map<string, Set<string>>();
  readonly #orders = {
    createdAt: new SortedList<SessionRow>((a, b) => a.createdAt - b.createdAt || compareText(a.id, b.id)),
    updatedAt: new SortedList<SessionRow>((a, b) => a.updatedAt - b.updatedAt || compareText(a.id, b.id)),
  };

  /** The session of that id. */
  get(id: string): SessionRow | undefined {
    return this.#rows.get(id);
  }

  /** The logs of a session that is there. */
  logs(sessionId: string): InMemorySessionLogs | undefined {
    return this.#logs.get(sessionId);
  }

  /** Adds a session, or replaces the one of that id, which keeps its logs. */
  set(row: SessionRow): void {
    this.#take(row.id);
    this.#rows.set(row.id, row);
    this.#orders.createdAt.add(row);
    this.#orders.updatedAt.add(row);
    const siblings = this.#ofAgent.get(row.mainAgentId) ?? new Set();
    this.#ofAgent.set(row.mainAgentId, siblings.add(row.id));
    if (!this.#logs.has(row.id)) this.#logs.set(row.id, new InMemorySessionLogs());
  }

  /** Takes a session and its logs away, if it is there. */
  delete(id: string): void {
    this.#take(id);
    this.#logs.delete(id);
  }

  /** Takes an agent's sessions and their logs away. */
  deleteOfAgent(agentId: string): void {
    for (const id of [...(this.#ofAgent.get(agentId) ?? [])]) this.delete(id);
  }

  /** A page of sessions, and how many there are in all. */
  page(query: ListSessionsQuery): { rows: SessionRow[]; total: number } {
    const { page, perPage, orderBy, ...filters } = query;
    const { status, mainAgentId, externalSessionId } = filters;
    const wanted = Object.entries(present({ status, mainAgentId, externalSessionId }));
    const all = this.#orders[orderBy.field].slice({
      offset: 0,
      limit: this.#rows.size,
      direction: orderBy.direction,
    });
    const rows = all.filter((row) => wanted.every(([field, value]) => Reflect.get(row, field) === value));
    return { rows: rows.slice(page * perPage, (page + 1) * perPage), total: rows.length };
  }

  #take(id: string): void {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#rows.delete(id);
    this.#orders.createdAt.delete(row);
    this.#orders.updatedAt.delete(row);
    const siblings = this.#ofAgent.get(row.mainAgentId);
    siblings?.delete(id);
    if (siblings?.size === 0) this.#ofAgent.delete(row.mainAgentId);
  }
}

/** The session that a row holds, made anew for each caller. */
export function readSessionRow(row: SessionRow): StorageSession {
  return present({
    ...row,
    subAgentIds: JSON.parse(row.subAgentIds),
    overrides: JSON.parse(row.overrides),
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  });
}

/** The log that a row holds, made anew for each caller. */
export function readSessionLogRow(row: SessionLogRow): SessionLog {
  return present({
    ...row,
    content: JSON.parse(row.content),
    metadata: row.metadata === undefined ? undefined : JSON.parse(row.metadata),
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  });
}
