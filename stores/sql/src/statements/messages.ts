/** The statements of the messages of the domain `memory`: many of them at once, which travel as one JSON array. */
import { FOLLOWED_MS, type PreparedMessage, TABLE_MESSAGES, TABLE_THREADS } from '@agent-versions/core';
import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';
import { type PageOfRows, pageBounds, pageOrder, selectPage } from './pages';

const COLUMNS = raw('m."id", m."threadId", m."resourceId", m."role", m."type", m."createdAt", m."content"');
const FOLLOWED = raw(String(FOLLOWED_MS));
const ONE = raw('1');

const messages = (dialect: Dialect): Sql => dialect.table(TABLE_MESSAGES);
const field = (name: keyof PreparedMessage): Sql => raw(`item.value ->> '${name}'`);

/** Which messages of a thread. */
export interface MessagesOfThread {
  threadId: string;
  /** Null: from the first on. */
  from: Date | null;
  /** Null: to the last. */
  to: Date | null;
}

/**
 * Inserts messages; `rows` is a JSON array of their columns and `position`, `content` being a text. Those without a
 * time get that of the clock, one for all, or the first after the messages that are dated a little ahead of it, plus
 * their position.
 */
export function insertMessages(dialect: Dialect, rows: string): Sql {
  return sql`
    with clock as materialized (select ${dialect.now} as "at")
    insert into ${messages(dialect)} ("id", "threadId", "resourceId", "role", "type", "createdAt", "content")
    select
      ${field('id')},
      ${field('threadId')},
      ${field('resourceId')},
      ${field('role')},
      ${field('type')},
      coalesce(
        ${dialect.typed(field('createdAt'), 'timestamp')},
        ${dialect.later(nextTime(dialect), sql`cast(${field('position')} as integer)`)}
      ),
      ${dialect.typed(field('content'), 'jsonb')}
    from ${dialect.items(dialect.json(rows))}
    cross join clock
    returning "id", "createdAt"`;
}

function nextTime(dialect: Dialect): Sql {
  const last = sql`(
            select max(m."createdAt")
            from ${messages(dialect)} m
            where m."threadId" = ${field('threadId')}
              and m."createdAt" >= clock."at"
              and m."createdAt" < ${dialect.later(raw('clock."at"'), FOLLOWED)}
          )`;
  return sql`coalesce(${dialect.later(last, ONE)}, clock."at")`;
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
