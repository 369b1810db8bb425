/** The texts of the entity `session_logs`, for users who want the SQL. */
import { TABLE_SESSION_LOGS, TABLE_SESSIONS } from '@agent-versions/core';
import sql, { raw, type Sql } from 'sql-template-tag';
import { argument, jsonColumn, numberOfRows } from './configuration';
import type { QuerySpelling } from './spelling';

/**
 * SQL of the entity `session_logs`. Arguments are bound in the order given here; JSON goes in and comes out as text, a
 * time goes in as ISO 8601 text.
 *
 * Rows hold `session_id`, `id` (1, 2, 3 … within the session), `parent_id`, `role`, `type`, `content`, `metadata`,
 * `created_at` and `updated_at`.
 */
export interface SessionLogQuerySet {
  /**
   * Appends a log; the database allocates its `id`, and the row that comes back holds it. 8 arguments: `session_id`,
   * `parent_id`, `role`, `type`, `content` (JSON), `metadata` (JSON), `created_at`, `updated_at` (null: the clock).
   */
  readonly insert: string;
  /** All logs of a session, oldest first. Argument: `session_id`. */
  readonly getBySessionId: string;
  /** Some of them, oldest first. Arguments: `session_id`, how many at most, how many to pass over. */
  readonly getBySessionIdWithPagination: string;
  /** The newest, newest first. Arguments: `session_id`, how many at most. */
  readonly getLatestBySessionId: string;
  /** Replaces what a log says. Arguments: `content` (JSON), `metadata` (JSON), `updated_at`, `session_id`, `id`. */
  readonly update: string;
  /**
   * Deletes all logs of a session; their ids are not used again. Argument: `session_id`. On Postgres the foreign key
   * refuses it, and nothing is deleted, where somebody appended under one of them at that moment: run it again.
   */
  readonly deleteBySessionId: string;
  /** One row with the number of logs as `total`, 0 also where there is no such session. Argument: `session_id`. */
  readonly countBySessionId: string;
}

const OLDEST_FIRST = raw(`
    order by l."id"`);

/** The texts for the tables that `spelling` names. */
export function sessionLogQueries(spelling: QuerySpelling): SessionLogQuerySet {
  const ofSession = sql`${selectLogs(spelling)}
    where l."sessionId" = ${argument()}`;
  return {
    insert: spelling.text(insertLog(spelling)),
    getBySessionId: spelling.text(sql`${ofSession}${OLDEST_FIRST}`),
    getBySessionIdWithPagination: spelling.text(sql`${ofSession}${OLDEST_FIRST}
    limit ${numberOfRows()}
    offset ${numberOfRows()}`),
    getLatestBySessionId: spelling.text(sql`${ofSession}${OLDEST_FIRST} desc
    limit ${numberOfRows()}`),
    update: spelling.text(updateLog(spelling)),
    deleteBySessionId: spelling.text(deleteLogs(spelling)),
    countBySessionId: spelling.text(sql`
    select coalesce(max(s."logCount"), 0) as "total"
    from ${spelling.table(TABLE_SESSIONS)} s
    where s."id" = ${argument()}`),
  };
}

/** Where there is no such session the foreign key refuses the row: hence the outer join. */
function insertLog(spelling: QuerySpelling): Sql {
  return sql`
    with input("sessionId", "parentId", "role", "type", "content", "metadata", "createdAt", "updatedAt") as (
      values (
        ${argument()},
        ${argument('integer')},
        ${argument()},
        ${argument()},
        ${spelling.json(argument())},
        ${spelling.json(argument())},
        ${spelling.timeOrNow(argument())},
        ${spelling.timeOrNow(argument())}
      )
    )
    insert into ${spelling.table(TABLE_SESSION_LOGS)} (
      "sessionId", "id", "parentId", "role", "type", "createdAt", "updatedAt", "content", "metadata"
    )
    select
      input."sessionId",
      coalesce(s."lastLogId", 0) + 1,
      input."parentId",
      input."role",
      input."type",
      input."createdAt",
      input."updatedAt",
      input."content",
      input."metadata"
    from input
    left join ${spelling.table(TABLE_SESSIONS)} s on s."id" = input."sessionId"
    where true
    returning "id"`;
}

/** The session is locked first, as those who append do: else the two may wait for each other. */
function deleteLogs(spelling: QuerySpelling): Sql {
  return spelling.withLocked({ table: TABLE_SESSIONS, id: argument() }, (sessionId) => {
    return sql`
    delete from ${spelling.table(TABLE_SESSION_LOGS)}
    where "sessionId" = ${sessionId}`;
  });
}

function updateLog(spelling: QuerySpelling): Sql {
  return sql`
    update ${spelling.table(TABLE_SESSION_LOGS)}
    set
      "content" = ${spelling.json(argument())},
      "metadata" = ${spelling.json(argument())},
      "updatedAt" = ${spelling.timeOrNow(argument())}
    where "sessionId" = ${argument()}
      and "id" = ${argument('integer')}`;
}

function selectLogs(spelling: QuerySpelling): Sql {
  return sql`
    select
      l."sessionId" as "session_id",
      l."id",
      l."parentId" as "parent_id",
      l."role",
      l."type",
      ${jsonColumn(sql`l."content"`)} as "content",
      ${jsonColumn(sql`l."metadata"`)} as "metadata",
      l."createdAt" as "created_at",
      l."updatedAt" as "updated_at"
    from ${spelling.table(TABLE_SESSION_LOGS)} l`;
}
