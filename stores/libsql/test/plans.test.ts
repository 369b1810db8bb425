/** Every statement finds its rows by an index, at 10,000 rows a table. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planData } from '../../sql/test/plan-data';
import { sampledStatements } from '../../sql/test/sampled-statements';
import { LibSQLDatabase } from '../src/db/database';
import { SqliteDialect } from '../src/db/dialect';

const folder = mkdtempSync(join(tmpdir(), 'agent-versions-plans-'));
const database = new LibSQLDatabase({ url: `file:${join(folder, 'plans.db')}` });
const statements = sampledStatements(new SqliteDialect(''));

beforeAll(async () => {
  await database.write(...planData(database.dialect));
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

/** What a statement has made itself, a row or a page of them; everything else that is scanned is a table. */
const DERIVED_NAMES = [
  ...[
    'CONSTANT ROW',
    '\\d+ CONSTANT ROWS',
    '\\(subquery-\\d+\\)',
    'json_each',
    'active',
    'clock',
    'counted',
    'field',
    'first',
    'gathered',
    'gone',
    'head',
    'held',
    'input',
    'made',
    'target',
  ],
  ...['highest', 'item', 'keyed', 'last', 'move', 'n', 'named', 'o', 'once', 'page', 'taken', 'u'],
];
const DERIVED = new RegExp(`^SCAN (${DERIVED_NAMES.join('|')})(?!\\w)`);

/** Counting all agents or sessions, and walking them in order, goes along an index from end to end. */
const WALKS =
  /^SCAN ((a|mastra_agents) USING (COVERING )?INDEX|(s|mastra_sessions) USING (COVERING )?INDEX mastra_sessions_)/;

it.each(Object.entries(statements))('%s', async (_, statement) => {
  const plan = (await database.read(sql`explain query plan ${statement}`)).map(({ detail }) => String(detail));
  const scans = plan.filter((step) => step.startsWith('SCAN') && !DERIVED.test(step) && !WALKS.test(step));
  expect(scans, plan.join('\n')).toEqual([]);
});
