/** A Postgres database numbers and counts logs of sessions that are written past the store. */
import { PostgresStore } from '@agent-versions/pg';
import { expect, it } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { sessionLogsSuite } from '../../sql/test/session-logs-suite';
import { withClient } from './raw-client';

const schema = testSchemas().next();
const run = (text: string) => withClient((client) => client.query(text));

sessionLogsSuite(async () => {
  const storage = new PostgresStore({ id: 'session-logs', connectionString: postgresUrl(), schema });
  return { storage, table: (name) => `"${schema}"."${name}"`, run, close: () => storage.close() };
});

it('numbers logs that many insert at once, whatever id they name', async () => {
  const { rows } = await run(`select "lastLogId" from "${schema}"."mastra_sessions"`);
  const last = Number(rows[0]?.lastLogId);
  const insertion = (id: string) => `insert into "${schema}"."mastra_session_logs"
    ("sessionId", "id", "role", "type", "createdAt", "updatedAt", "content")
    values ('session', ${id}, 'tool', 'action', now(), now(), '{}') returning "id"`;
  const next = `(select "lastLogId" + 1 from "${schema}"."mastra_sessions")`;
  const given = await Promise.all(
    Array.from({ length: 12 }, (_, index) => run(insertion(index % 2 === 0 ? next : 'null'))),
  );
  const ids = given.map(({ rows: [row] }) => Number(row?.id)).sort((left, right) => left - right);
  expect(ids).toEqual(Array.from({ length: 12 }, (_, index) => last + 1 + index));
});

it('refuses to truncate logs, which would leave the counters wrong', async () => {
  await expect(run(`truncate "${schema}"."mastra_session_logs"`)).rejects.toThrow(/truncate refused/);
});
