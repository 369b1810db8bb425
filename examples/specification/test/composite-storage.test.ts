/** Composite storage: what goes to Postgres, and what stays with LibSQL. */
import { LibSQLStore } from '@agent-versions/libsql';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { openComposite } from '../src/composite-storage';
import { temporaryUrl } from './temporary-file';

/** A database of its own: the example keeps its tables in the schema `public`. */
const database = `specification_${process.pid}`;

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: postgresUrl() });
  await client.connect();
  await client.query(statement);
  await client.end();
}

beforeAll(() => onServer(`create database ${database}`));
afterAll(() => onServer(`drop database ${database} with (force)`));

it('keeps spans in Postgres over the shared client, and everything else in LibSQL', async () => {
  const target = new URL(postgresUrl());
  target.pathname = database;
  const url = temporaryUrl();
  const { storage, sharedDbClient } = await openComposite({ url, connectionString: target.href });

  const observability = await storage.requireStore('observability');
  const span = { traceId: 'trace-1', spanId: 'span-1', name: 'agent run', startedAt: new Date() };
  await observability.createSpan(span);
  const thread = await storage.createThread({ resourceId: 'resource-123' });

  expect((await observability.getTrace({ traceId: 'trace-1' }))?.spans).toMatchObject([span]);
  expect(await sharedDbClient.any('select "name" from public.mastra_spans')).toEqual([{ name: 'agent run' }]);
  expect(await sharedDbClient.any('select "id" from public.mastra_threads')).toEqual([]);
  await storage.close();
  expect(await sharedDbClient.one('select 1 as open')).toEqual({ open: 1 }); // the client is the caller's to close
  await sharedDbClient.$pool.end();

  const local = new LibSQLStore({ id: 'local', url });
  expect(await (await local.requireStore('memory')).getThreadById({ threadId: thread.id })).toEqual(thread);
  expect(await (await local.requireStore('observability')).getTrace({ traceId: 'trace-1' })).toBeNull();
  await local.close();
});
