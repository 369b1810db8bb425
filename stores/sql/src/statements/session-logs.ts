/** The statements about logs of sessions, of the domain `sessions`. */
import { type SessionLogKey, TABLE_SESSION_LOGS, TABLE_SESSIONS } from '@agent-versions/core';
import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const NAMES = ['sessionId', 'id', 'parentId', 'role', 'type', 'createdAt', 'updatedAt', 'content', 'metadata'].map(
  (name) => `"${name}"`,
);
const WRITTEN = raw(NAMES.join(', '));
const COLUMNS = raw(NAMES.map((name) => `l.${name}`).join(', '));
const DIRECTIONS = { ASC: raw('asc'), DESC: raw('desc') } as const;

const sessions = (dialect: Dialect): Sql => dialect.table(TABLE_SESSIONS);
const logs = (dialect: Dialect): Sql => dialect.table(TABLE_SESSION_LOGS);

/** A log to append, in the form its columns take; they travel as JSON arrays. */
export interface SessionLogItem {
  /** 1, 2, 3 … within the call. */
  place: number;
  /** A log that was there before the call. */
  parentId: number | null;
  /** The place of one before it in the call. */
  parentPlace: number | null;
  role: string;
  type: string;
  /** Canonical JSON. */
  content: string;
  /** Canonical JSON. */
  metadata: string | null;
}

const field = (name: keyof SessionLogItem): Sql => raw(`item.value ->> '${name}'`);
const integer = (name: keyof SessionLogItem): Sql => sql`cast(${field(name)} as integer)`;

/**
 * Appends logs to a session, if it is there; `items` is a JSON array of {@link SessionLogItem}, in the order of their
 * places. Those of lower places in the same call are inserted already, in the same write. Returns `id` and `createdAt`
 * of each.
 *
 * The session is locked before its `lastLogId` is read, so that the ids named here, those of parents too, are the ones
 * that the logs get. A `parentId` that was not there before the call becomes the log's own id, which the table refuses.
 */
export function insertLogs(dialect: Dialect, input: { sessionId: string; items: string }): Sql {
  const before = sql`s."lastLogId" - item."done"`;
  return sql`
    insert into ${logs(dialect)} (${WRITTEN})
    select
      s."id",
      ${before} + ${integer('place')},
      case
        when ${integer('parentId')} > ${before} then ${before} + ${integer('place')}
        else coalesce(${integer('parentId')}, ${before} + ${integer('parentPlace')})
      end,
      ${field('role')},
      ${field('type')},
      clock."at",
      clock."at",
      ${dialect.typed(field('content'), 'jsonb')},
      ${dialect.typed(field('metadata'), 'jsonb')}
    from (
      select "id", "lastLogId"
      from ${sessions(dialect)}
      where "id" = ${input.sessionId}${locked(dialect)}
    ) s
    cross join (select ${dialect.now} as "at") clock
    cross join (
      select item.value, min(${integer('place')}) over () - 1 as "done"
      from ${dialect.items(dialect.json(input.items))}
    ) item
    order by ${integer('place')}
    returning "id", "createdAt"`;
}

/** Locks the rows of a select until the write ends, and reads them as they are then. */
function locked(dialect: Dialect): Sql {
  return dialect.name === 'postgres' ? raw('\n      for no key update') : empty;
}

/** The session's `lastLogId`, with the `id` of each log that is there of a JSON array of `{"id": …}`. */
export function selectKnownLogs(dialect: Dialect, input: { sessionId: string; ids: string }): Sql {
  return sql`
    select s."lastLogId", l."id"
    from ${sessions(dialect)} s
    left join ${logs(dialect)} l
      on l."sessionId" = s."id"
      and l."id" in (select cast(item.value ->> 'id' as integer) from ${dialect.items(dialect.json(input.ids))})
    where s."id" = ${input.sessionId}`;
}

/** One log. */
export function selectLog(dialect: Dialect, { sessionId, id }: SessionLogKey): Sql {
  return sql`
    select ${COLUMNS}
    from ${logs(dialect)} l
    where l."sessionId" = ${sessionId}
      and l."id" = cast(${id} as integer)`;
}

/** Replaces content and metadata as far as they are given; null metadata: there is none any more. */
export function updateLog(
  dialect: Dialect,
  input: SessionLogKey & { content: string | undefined; metadata: string | null | undefined },
): Sql {
  const { sessionId, id, content, metadata } = input;
  return sql`
    update ${logs(dialect)}
    set
      "updatedAt" = ${dialect.now}${content === undefined ? empty : sql`,\n      "content" = ${dialect.json(content)}`}${
        metadata === undefined ? empty : sql`,\n      "metadata" = ${dialect.json(metadata)}`
      }
    where "sessionId" = ${sessionId}
      and "id" = cast(${id} as integer)
    returning ${WRITTEN}`;
}

/** A page of a session's logs, each with the `total`; one row of nulls beside it where the page is empty. */
export function selectLogPage(
  dialect: Dialect,
  page: { sessionId: string; offset: number; limit: number; direction: 'ASC' | 'DESC' },
): Sql {
  const by = DIRECTIONS[page.direction];
  return sql`
    select counted."total", page.*
    from (
      select s."logCount" as "total"
      from ${sessions(dialect)} s
      where s."id" = ${page.sessionId}
    ) counted
    left join (
      select ${COLUMNS}
      from ${logs(dialect)} l
      where l."sessionId" = ${page.sessionId}
      order by l."id" ${by}
      limit cast(${page.limit} as bigint)
      offset cast(${page.offset} as bigint)
    ) page on true
    order by page."id" ${by}`;
}

/** The newest logs, newest first. */
export function selectLatestLogs(dialect: Dialect, input: { sessionId: string; limit: number }): Sql {
  return sql`
    select ${COLUMNS}
    from ${logs(dialect)} l
    where l."sessionId" = ${input.sessionId}
    order by l."id" desc
    limit cast(${input.limit} as bigint)`;
}

/**
 * A session's logs from an id on, oldest first, each with how many these are as the `total`; one row of nulls beside it
 * where there is none, or more than `most`: then it is one more than that.
 */
export function selectAllLogs(dialect: Dialect, input: { sessionId: string; from: number; most: number }): Sql {
  return sql`
    select counted."total", ${COLUMNS}
    from (
      select cast(count(*) as integer) as "total"
      from (
        select 1
        from ${logs(dialect)} l
        where l."sessionId" = ${input.sessionId}
          and l."id" >= cast(${input.from} as integer)
        limit cast(${input.most + 1} as bigint)
      ) page
    ) counted
    left join ${logs(dialect)} l
      on l."sessionId" = ${input.sessionId}
      and l."id" >= cast(${input.from} as integer)
      and counted."total" <= cast(${input.most} as integer)
    order by l."id"`;
}

/** How many logs a session has. */
export function selectLogCount(dialect: Dialect, sessionId: string): Sql {
  return sql`
    select s."logCount" as "total"
    from ${sessions(dialect)} s
    where s."id" = ${sessionId}`;
}

/**
 * Locks a session until the write ends. Who appends locks it before the logs; who deletes logs must do so too, or the
 * two may wait for each other.
 */
export function lockSession(dialect: Dialect, sessionId: string): Sql {
  return sql`
    update ${sessions(dialect)}
    set "lastLogId" = "lastLogId"
    where "id" = ${sessionId}`;
}

/** Deletes a session's logs. */
export function deleteLogs(dialect: Dialect, sessionId: string): Sql {
  return sql`
    delete from ${logs(dialect)}
    where "sessionId" = ${sessionId}`;
}
