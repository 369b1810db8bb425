/** Rows and statements of the domain `memory`, for the tests that look at a database's plans. */
import { TABLE_MESSAGES, TABLE_RESOURCES, TABLE_THREADS } from '@agent-versions/core';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../../src/dialect';
import * as memory from '../../src/statements/memory';
import * as messages from '../../src/statements/messages';
import type { PageOfRows } from '../../src/statements/pages';
import { rowTime } from '../row-time';

/** `row` 1 to 10,000, in 100 times 100 as `group`. */
const NUMBERED = raw(`
  with recursive counted("row") as (select 0 union all select "row" + 1 from counted where "row" < 9999),
  numbered as (select "row" + 1 as "row", "row" / 100 + 1 as "group" from counted)`);

/** Ten thousand rows in every table: 100 resources with 100 threads, and 100 of the threads with 100 messages. */
export function memoryRows(dialect: Dialect): Sql[] {
  const { now } = dialect;
  const document = dialect.json(JSON.stringify({ text: 'Answer briefly. '.repeat(30) }));
  const into = (table: Parameters<Dialect['table']>[0], columns: string) =>
    sql`insert into ${dialect.table(table)} (${raw(columns)}) ${NUMBERED}`;
  return [
    sql`${into(TABLE_THREADS, '"id", "resourceId", "revision", "messageCount", "createdAt", "updatedAt", "metadata"')}
      select 'thread-' || "row", 'resource-' || "group", 1, 0, ${now}, ${now}, ${document} from numbered`,
    sql`${into(TABLE_MESSAGES, '"id", "threadId", "role", "createdAt", "content"')}
      select 'message-' || "row", 'thread-' || "group", 'user', ${now}, ${document} from numbered`,
    sql`${into(TABLE_RESOURCES, '"id", "revision", "createdAt", "updatedAt", "metadata"')}
      select 'resource-' || "row", 1, ${now}, ${now}, ${document} from numbered`,
  ];
}

const newest: PageOfRows = { offset: 40, limit: 20, field: 'createdAt', direction: 'DESC' };
const oldest: PageOfRows = { ...newest, direction: 'ASC' };
const changed: PageOfRows = { ...newest, field: 'updatedAt' };

/** All statements, by name. */
export function memoryStatements(dialect: Dialect): Record<string, Sql> {
  const id = 'thread-7';
  const thread = { id, resourceId: 'resource-1', title: 'A', metadata: '{}', createdAt: null };
  const resource = { id: 'resource-7', workingMemory: 'a', metadata: '{}', createdAt: null };
  const message = { threadId: id, role: 'user', content: '""' };
  const rows = ['new-1', 'new-2'].map((name, position) => ({ ...message, id: name, position }));
  return {
    insertThread: memory.insertThread(dialect, { ...thread, id: 'thread-new' }),
    upsertThread: memory.upsertThread(dialect, thread),
    selectThread: memory.selectThread(dialect, id),
    selectThreadIds: memory.selectThreadIds(dialect, [id, 'thread-8']),
    updateThread: memory.updateThread(dialect, { ...thread, revision: 1, createdAt: rowTime(dialect) }),
    deleteThread: memory.deleteThread(dialect, id),
    ...threadPages(dialect),
    selectResource: memory.selectResource(dialect, resource.id),
    insertResource: memory.insertResource(dialect, resource),
    upsertResource: memory.upsertResource(dialect, resource),
    updateResource: memory.updateResource(dialect, { ...resource, revision: 1 }),
    insertMessages: messages.insertMessages(dialect, { rows: [JSON.stringify(rows)], dated: '[]' }),
    'insertMessages, in parts': messages.insertMessages(dialect, {
      rows: rows.map((row) => JSON.stringify([row])),
      dated: JSON.stringify([{ threadId: id, position: 0, createdAt: new Date() }]),
    }),
    selectMessages: messages.selectMessages(dialect, ['message-1', 'message-2']),
    ...messagePages(dialect, id),
  };
}

function threadPages(dialect: Dialect): Record<string, Sql> {
  const { selectThreadPage } = memory;
  const resourceId = 'resource-7';
  return {
    'selectThreadPage, all by creation': selectThreadPage(dialect, { ...oldest, resourceId: null }),
    'selectThreadPage, all by update': selectThreadPage(dialect, { ...changed, resourceId: null }),
    'selectThreadPage, of a resource by creation': selectThreadPage(dialect, { ...newest, resourceId }),
    'selectThreadPage, of a resource by update': selectThreadPage(dialect, { ...changed, resourceId }),
  };
}

function messagePages(dialect: Dialect, threadId: string): Record<string, Sql> {
  const { selectMessagePage } = messages;
  const from = new Date('2024-01-01T00:00:00.000Z');
  const to = new Date('2024-02-01T00:00:00.000Z');
  return {
    'selectMessagePage, oldest first': selectMessagePage(dialect, { ...oldest, threadId, from: null, to: null }),
    'selectMessagePage, newest first': selectMessagePage(dialect, { ...newest, threadId, from: null, to: null }),
    'selectMessagePage, from a time': selectMessagePage(dialect, { ...oldest, threadId, from, to: null }),
    'selectMessagePage, to a time': selectMessagePage(dialect, { ...newest, threadId, from: null, to }),
    'selectMessagePage, between times': selectMessagePage(dialect, { ...newest, threadId, from, to }),
  };
}
