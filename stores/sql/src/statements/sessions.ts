/** The statements about sessions, of the domain `sessions`. */
import { TABLE_AGENT_VERSIONS, TABLE_AGENTS, TABLE_SESSIONS } from '@agent-versions/core';
import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';
import { anyTime, type PageOfRows, pageBounds, pageOrder, selectPage } from './pages';

const NAMES = [
  ...['id', 'name', 'mainAgentId', 'agentVersionId', 'subAgentIds', 'userGoal', 'status', 'externalSessionId'],
  ...['revision', 'createdAt', 'updatedAt', 'overrides'],
].map((name) => `"${name}"`);
const WRITTEN = raw(NAMES.join(', '));
const COLUMNS = raw(NAMES.map((name) => `s.${name}`).join(', '));
const MADE = raw('"revision", "createdAt", "updatedAt"');

const sessions = (dialect: Dialect): Sql => dialect.table(TABLE_SESSIONS);

/** What an update of a session can change, in the form its columns take. */
export interface SessionFieldsRow {
  name: string | null;
  agentVersionId: string | null;
  /** A JSON array. */
  subAgentIds: string;
  userGoal: string | null;
  externalSessionId: string | null;
  /** Canonical JSON. */
  overrides: string;
}

/** A new session. */
export interface SessionRow extends SessionFieldsRow {
  id: string;
  mainAgentId: string;
  status: string;
}

/** Which sessions are meant; undefined: whatever it is. */
export interface SessionFilters {
  status?: string | undefined;
  mainAgentId?: string | undefined;
  externalSessionId?: string | undefined;
}

/** Stores a new session, if its agent is there and the version that it is pinned to, if any. */
export function insertSession(dialect: Dialect, row: SessionRow): Sql {
  return sql`
    insert into ${sessions(dialect)} (
      "id", "name", "mainAgentId", "agentVersionId", "subAgentIds", "userGoal", "status", "externalSessionId",
      "revision", "createdAt", "updatedAt", "overrides"
    )
    select
      ${row.id},
      cast(${row.name} as text),
      a."id",
      cast(${row.agentVersionId} as text),
      ${dialect.json(row.subAgentIds)},
      cast(${row.userGoal} as text),
      ${row.status},
      cast(${row.externalSessionId} as text),
      1,
      clock."at",
      clock."at",
      ${dialect.json(row.overrides)}
    from ${dialect.table(TABLE_AGENTS)} a
    cross join (select ${dialect.now} as "at") clock
    where a."id" = ${row.mainAgentId}${ifPinnable(dialect, row.agentVersionId, sql`a."id"`)}
    returning ${MADE}`;
}

/** Holds where the version is there and whole, and the agent's. Nothing is asked where there is no version. */
function ifPinnable(dialect: Dialect, versionId: string | null, agentId: Sql): Sql {
  if (versionId === null) return empty;
  return sql`
      and exists (
        select 1
        from ${dialect.table(TABLE_AGENT_VERSIONS)} v
        where v."id" = ${versionId}
          and v."agentId" = ${agentId}
          and v."redactedAt" is null
      )`;
}

/** One session by id. */
export function selectSession(dialect: Dialect, id: string): Sql {
  return sql`
    select ${COLUMNS}
    from ${sessions(dialect)} s
    where s."id" = ${id}`;
}

/** A session with its agent, under `agent…`, and the `snapshot` of the version that it is pinned to, if it is there. */
export function selectSessionWithAgent(dialect: Dialect, id: string): Sql {
  return sql`
    select
      ${COLUMNS},
      a."activeVersionId" as "agentActiveVersionId",
      a."versionNumber" as "agentVersionNumber",
      a."revision" as "agentRevision",
      a."createdAt" as "agentCreatedAt",
      a."updatedAt" as "agentUpdatedAt",
      a."config" as "agentConfig",
      v."snapshot"
    from ${sessions(dialect)} s
    join ${dialect.table(TABLE_AGENTS)} a on a."id" = s."mainAgentId"
    left join ${dialect.table(TABLE_AGENT_VERSIONS)} v
      on v."id" = s."agentVersionId"
      and v."agentId" = s."mainAgentId"
      and v."redactedAt" is null
    where s."id" = ${id}`;
}

/** A session as it was read; the agent and the time tell it from another one that was created under its id since. */
export interface SessionMark {
  id: string;
  revision: number;
  mainAgentId: string;
  /** As the row has it. */
  createdAt: unknown;
}

/** Replaces what can change, if the record is still as it was read and a version that is `pinned` anew is there. */
export function updateSession(
  dialect: Dialect,
  input: SessionFieldsRow & SessionMark & { pinned: string | null },
): Sql {
  return sql`
    update ${sessions(dialect)}
    set
      "name" = cast(${input.name} as text),
      "agentVersionId" = cast(${input.agentVersionId} as text),
      "subAgentIds" = ${dialect.json(input.subAgentIds)},
      "userGoal" = cast(${input.userGoal} as text),
      "externalSessionId" = cast(${input.externalSessionId} as text),
      "overrides" = ${dialect.json(input.overrides)},
      "revision" = "revision" + 1,
      "updatedAt" = ${dialect.now}
    where "id" = ${input.id}
      and "revision" = cast(${input.revision} as integer)
      and "mainAgentId" = ${input.mainAgentId}
      and "createdAt" = ${dialect.timeOf(input.createdAt)}${ifPinnable(dialect, input.pinned, sql`"mainAgentId"`)}
    returning ${MADE}`;
}

/** Moves a session to a status, if it has one of those that it may come from. */
export function updateStatus(dialect: Dialect, input: { id: string; status: string; from: readonly string[] }): Sql {
  return sql`
    update ${sessions(dialect)}
    set
      "status" = ${input.status},
      "revision" = "revision" + 1,
      "updatedAt" = ${dialect.now}
    where "id" = ${input.id}
      and "status" in (${dialect.textList(input.from)})
    returning ${WRITTEN}`;
}

/** Deletes a session; its logs go with it. */
export function deleteSession(dialect: Dialect, id: string): Sql {
  return sql`
    delete from ${sessions(dialect)}
    where "id" = ${id}`;
}

/** A page of sessions, each with the `total`; one row of nulls beside it where the page is empty. */
export function selectSessionPage(dialect: Dialect, page: PageOfRows & SessionFilters): Sql {
  const where = matching(dialect, page);
  return selectPage({
    page,
    total: sql`
      select cast(count(*) as integer) as "total"
      from ${sessions(dialect)} s
      where ${where}`,
    rows: sql`
      select ${COLUMNS}
      from ${sessions(dialect)} s
      where ${where}
      order by ${pageOrder('s', page)}
      ${pageBounds(page)}`,
  });
}

function matching(dialect: Dialect, page: PageOfRows & SessionFilters): Sql {
  const { status, mainAgentId, externalSessionId } = page;
  const conditions = [
    ...(status === undefined ? [] : [sql`s."status" = ${status}`]),
    ...(mainAgentId === undefined ? [] : [sql`s."mainAgentId" = ${mainAgentId}`]),
    ...(externalSessionId === undefined ? [] : [sql`s."externalSessionId" = ${externalSessionId}`]),
  ];
  return conditions.length === 0 ? anyTime(dialect, page) : join(conditions, '\n        and ');
}
