/** Every statement finds its rows by an index, at 10,000 rows a table, prepared or not. */
import { Client } from 'pg';
import type { Sql } from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { planData } from '../../sql/test/plan-data';
import { sampledStatements } from '../../sql/test/sampled-statements';
import { PgDatabase } from '../src/db/database';

/** A step of a plan, as `explain (format json)` has it. */
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

const schema = testSchemas().next();
const database = new PgDatabase({ connectionString: postgresUrl(), schema });
const statements = sampledStatements(database.dialect);
const client = new Client({ connectionString: postgresUrl() });

beforeAll(async () => {
  await database.write(...planData(database.dialect));
  await client.connect();
  await client.query(`set search_path to ${client.escapeIdentifier(schema)}`);
  await client.query('vacuum analyze');
});
afterAll(async () => {
  await client.end();
  await database.close();
});

/** The tables that a plan reads from end to end. */
function sequentialScans(node: PlanNode): string[] {
  const own = node['Node Type'] === 'Seq Scan' ? [String(node['Relation Name'])] : [];
  return [...own, ...(node.Plans ?? []).flatMap(sequentialScans)];
}

function literal(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `array[${value.map(literal).join(', ')}]`;
  return client.escapeLiteral(String(value));
}

async function explain(statement: Sql): Promise<PlanNode> {
  const args = statement.values.length > 0 ? `(${statement.values.map(literal).join(', ')})` : '';
  await client.query(`prepare planned as ${statement.text}`);
  try {
    const { rows } = await client.query(`explain (format json) execute planned${args}`);
    return rows[0]['QUERY PLAN'][0].Plan;
  } finally {
    await client.query('deallocate planned');
  }
}

describe.each(['force_custom_plan', 'force_generic_plan'])('%s', (mode) => {
  beforeAll(() => client.query(`set plan_cache_mode to ${mode}`));

  it.each(Object.entries(statements))('%s', async (_, statement) => {
    const plan = await explain(statement);
    expect(sequentialScans(plan), JSON.stringify(plan, null, 2)).toEqual([]);
  });
});
