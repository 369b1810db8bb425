/** The statements of the messages of the domain `memory`: many of them at once, which travel as one JSON array. */
import { FOLLOWED_MS, type PreparedMessage, TABLE_MESSAGES, TABLE_THREADS } from '@agent-versions/core';
import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';
import { type PageOfRows, pageBounds, pageOrder, selectPage } from './pages';

const COLUMNS = raw('m."id", m."threadId", m."resourceId", m."role", m."type", m."createdAt", m."content"');
const FOLLOWED = raw(String(FOLLOWED_MS));
const ONE = raw('1');

const messages = (dialect: Dialect): Sql => dialect.table(TABLE_MESSAGES);
const field = (name: keyof PreparedMessage): Sql => raw(`item.value ->> '${name}'`);
const POSITION = sql`cast(${field('position')} as integer)`;

/** Which messages of a thread. */
export interface MessagesOfThread {
  threadId: string;
  /** Null: from the first on. */
  from: Date | null;
  /** Null: to the last. */
  to: Date | null;
}

/** Messages to insert, as JSON. */
export interface NewMessages {
  /** Arrays of their columns and `position`, `content` being a text; all arrays count as one. */
  rows: readonly string[];
  /** An array of `threadId`, `position` and `createdAt` of those that have a time. */
  dated: string;
}

/**
 * Inserts messages. Those without a time get that of the clock, one for all, or the first after the messages that are
 * dated a little ahead of it, stored or before them in the call, plus their position.
 */
export function insertMessages(dialect: Dialect, { rows, dated }: NewMessages): Sql {
  return sql`
    with clock as materialized (select ${dialect.now} as "at"),
    dated as materialized (
      select
        ${field('threadId')} as "threadId",
        ${POSITION} as "position",
        ${createdAt(dialect)} as "at"
      from ${dialect.items(dialect.json(dated))}
    )
    insert into ${messages(dialect)} ("id", "threadId", "resourceId", "role", "type", "createdAt", "content")
    select
      ${field('id')},
      ${field('threadId')},
      ${field('resourceId')},
      ${field('role')},
      ${field('type')},
      coalesce(
        ${createdAt(dialect)},
        ${dialect.later(nextTime(dialect), POSITION)}
      ),
      ${dialect.typed(field('content'), 'jsonb')}
    from ${itemsOf(dialect, rows)}
    cross join clock
    returning "id", "createdAt"`;
}

const createdAt = (dialect: Dialect): Sql => dialect.typed(field('createdAt'), 'timestamp');

/** As {@link Dialect.items}, for several arrays: a server takes only so much in one value. */
function itemsOf(dialect: Dialect, arrays: readonly string[]): Sql {
  const [first, ...others] = arrays.map((array) => dialect.items(dialect.json(array)));
  if (!first || others.length === 0) return first ?? empty;
  const parts = [first, ...others].map((items) => sql`select item.value from ${items}`);
  return sql`(
      ${join(parts, '\n      union all\n      ')}
    ) as item`;
}

function nextTime(dialect: Dialect): Sql {
  const stored = sql`select max(m."createdAt") as "at"
                from ${messages(dialect)} m
                where m."threadId" = ${field('threadId')}
                  and ${isFollowed(dialect, raw('m."createdAt"'))}`;
  const before = sql`select max(dated."at") as "at"
                from dated
                where dated."threadId" = ${field('threadId')}
                  and dated."position" < ${POSITION}
                  and ${isFollowed(dialect, raw('dated."at"'))}`;
  const last = sql`(
            select max(followed."at")
            from (
              ${stored}
              union all
              ${before}
            ) followed
          )`;
  return sql`coalesce(${dialect.later(last, ONE)}, clock."at")`;
}

/** Whether a time is so little ahead of the clock that the next message is to follow it. */
function isFollowed(dialect: Dialect, time: Sql): Sql {
  return sql`${time} >= clock."at" and ${time} < ${dialect.later(raw('clock."at"'), FOLLOWED)}`;
}

/** Those messages of several ids that are there. */
export function selectMessages(dialect: Dialect, ids: readonly string[]): Sql {
  return sql`
    select ${COLUMNS}
    from ${messages(dialect)} m
    where m."id" in (${dialect.textList(ids)})`;
}

/** A page of a thread's messages. The thread itself knows how many there are in all. */
export function selectMessagePage(dialect: Dialect, page: PageOfRows & MessagesOfThread): Sql {
  const { threadId, from, to } = page;
  const where = sql`where m."threadId" = ${threadId}${
    from === null ? empty : sql`\n        and m."createdAt" >= ${dialect.time(from)}`
  }${to === null ? empty : sql`\n        and m."createdAt" < ${dialect.time(to)}`}`;
  const counted = sql`select cast(count(*) as integer) as "total" from ${messages(dialect)} m ${where}`;
  const known = sql`select t."messageCount" as "total" from ${dialect.table(TABLE_THREADS)} t where t."id" = ${threadId}`;
  return selectPage({
    page,
    total: from === null && to === null ? known : counted,
    rows: sql`
      select ${COLUMNS}
      from ${messages(dialect)} m
      ${where}
      order by ${pageOrder('m', page)}
      ${pageBounds(page)}`,
  });
}
