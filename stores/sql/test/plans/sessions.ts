/** Rows and statements of the domain `sessions`, for the tests that look at a database's plans. */
import { TABLE_SESSION_LOGS, TABLE_SESSIONS } from '@agent-versions/core';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../../src/dialect';
import * as logs from '../../src/statements/session-logs';
import * as sessions from '../../src/statements/sessions';
import { rowTime } from '../row-time';

/** `row` 1 to 10,000, in 100 times 100 as `group` and `number`; `status` is one of four. */
const NUMBERED = raw(`
  with recursive counted("row") as (select 0 union all select "row" + 1 from counted where "row" < 9999),
  numbered as (
    select
      "row" + 1 as "row",
      "row" / 100 + 1 as "group",
      "row" % 100 + 1 as "number",
      case "row" % 4 when 0 then 'idle' when 1 then 'running' when 2 then 'failed' else 'stopped' end as "status"
    from counted
  )`);

/** Ten thousand rows in every table: 100 agents with 100 sessions, and 100 of the sessions with 100 logs. */
export function sessionsRows(dialect: Dialect): Sql[] {
  const { now } = dialect;
  const document = dialect.json(JSON.stringify({ configuration: 'Answer briefly. '.repeat(50) }));
  const sessionColumns = raw(
    '"id", "mainAgentId", "status", "externalSessionId", "createdAt", "updatedAt", "overrides"',
  );
  const logColumns = raw('"sessionId", "id", "role", "type", "createdAt", "updatedAt", "content"');
  return [
    sql`insert into ${dialect.table(TABLE_SESSIONS)} (${sessionColumns}) ${NUMBERED}
      select 'session-' || "row", 'agent-' || "group", "status", 'ticket-' || "group", ${now}, ${now}, ${document}
      from numbered`,
    sql`insert into ${dialect.table(TABLE_SESSION_LOGS)} (${logColumns}) ${NUMBERED}
      select 'session-' || "group", "number", 'agent', 'thought', ${now}, ${now}, ${document}
      from numbered
      order by "row"`,
  ];
}

/** All statements, by name. */
export function sessionsStatements(dialect: Dialect): Record<string, Sql> {
  const id = 'session-7';
  const key = { sessionId: id, id: 50 };
  const mark = { id, revision: 1, mainAgentId: 'agent-7', createdAt: rowTime(dialect) };
  const session = { id: 'session-new', mainAgentId: 'agent-7', status: 'idle', ...FIELDS };
  const items = JSON.stringify([
    { place: 1, parentId: null, parentPlace: null, role: 'user', type: 'message', content: '""', metadata: null },
    { place: 2, parentId: null, parentPlace: 1, role: 'tool', type: 'action', content: '1', metadata: '{}' },
  ]);
  return {
    insertSession: sessions.insertSession(dialect, session),
    'insertSession, pinned': sessions.insertSession(dialect, { ...session, agentVersionId: 'version-7-7' }),
    selectSession: sessions.selectSession(dialect, id),
    selectSessionWithAgent: sessions.selectSessionWithAgent(dialect, id),
    updateSession: sessions.updateSession(dialect, { ...mark, pinned: null, ...FIELDS }),
    'updateSession, pinned': sessions.updateSession(dialect, { ...mark, pinned: 'version-1-1', ...FIELDS }),
    updateStatus: sessions.updateStatus(dialect, { id, status: 'running', from: ['idle', 'failed', 'stopped'] }),
    deleteSession: sessions.deleteSession(dialect, id),
    ...sessionPages(dialect),
    insertLogs: logs.insertLogs(dialect, { sessionId: id, items }),
    selectKnownLogs: logs.selectKnownLogs(dialect, { sessionId: id, ids: '[{"id":1},{"id":50}]' }),
    selectLog: logs.selectLog(dialect, key),
    'updateLog, content': logs.updateLog(dialect, { ...key, content: '1', metadata: undefined }),
    'updateLog, both': logs.updateLog(dialect, { ...key, content: '1', metadata: '{}' }),
    'selectLogPage, oldest first': logs.selectLogPage(dialect, {
      sessionId: id,
      offset: 40,
      limit: 20,
      direction: 'ASC',
    }),
    'selectLogPage, newest first': logs.selectLogPage(dialect, {
      sessionId: id,
      offset: 40,
      limit: 20,
      direction: 'DESC',
    }),
    selectLatestLogs: logs.selectLatestLogs(dialect, { sessionId: id, limit: 20 }),
    selectAllLogs: logs.selectAllLogs(dialect, { sessionId: id, from: 1, most: 10_000 }),
    selectLogCount: logs.selectLogCount(dialect, id),
    lockSession: logs.lockSession(dialect, id),
    deleteLogs: logs.deleteLogs(dialect, id),
  };
}

const FIELDS: sessions.SessionFieldsRow = {
  name: 'A',
  agentVersionId: null,
  subAgentIds: '[]',
  userGoal: null,
  externalSessionId: 'ticket-7',
  overrides: '{}',
};

function sessionPages(dialect: Dialect): Record<string, Sql> {
  const newest = { offset: 40, limit: 20, field: 'createdAt', direction: 'DESC' } as const;
  const changed = { ...newest, field: 'updatedAt' } as const;
  const filters: Record<string, sessions.SessionFilters> = {
    all: {},
    'by status': { status: 'running' },
    'by agent': { mainAgentId: 'agent-7' },
    'by external id': { externalSessionId: 'ticket-7' },
    'by all of them': { status: 'running', mainAgentId: 'agent-7', externalSessionId: 'ticket-7' },
  };
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, filter]) => [
      [`selectSessionPage, ${name}, by creation`, sessions.selectSessionPage(dialect, { ...newest, ...filter })],
      [`selectSessionPage, ${name}, by update`, sessions.selectSessionPage(dialect, { ...changed, ...filter })],
    ]),
  );
}
