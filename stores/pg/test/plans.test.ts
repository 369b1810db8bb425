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

/** All steps of a plan. */
function stepsOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(stepsOf)];
}

/** The tables that a plan reads from end to end. */
function sequentialScans(node: PlanNode): string[] {
  const scans = stepsOf(node).filter((step) => step['Node Type'] === 'Seq Scan');
  return scans.map((step) => String(step['Relation Name']));
}

/**
 * Statements that return the whole table, or much of it, without a limit. Reading and sorting it is cheaper than going
 * along an index, and the planner's to choose; the index in their order must be there all the same.
 */
const WITHOUT_LIMIT = ['AgentQueries.list', 'SessionQueries.list', 'SessionQueries.getByStatus'];
const named = (names: readonly string[]) => Object.entries(statements).filter(([name]) => names.includes(name));
const others = Object.keys(statements).filter((name) => !WITHOUT_LIMIT.includes(name));

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

  it.each(named(others))('%s', async (_, statement) => {
    const plan = await explain(statement);
    expect(sequentialScans(plan), JSON.stringify(plan, null, 2)).toEqual([]);
  });

  it.each(named(WITHOUT_LIMIT))('%s: an index is in its order', async (_, statement) => {
    await client.query('set enable_seqscan to off');
    await client.query('set enable_sort to off');
    try {
      const steps = stepsOf(await explain(statement)).map((step) => step['Node Type']);
      expect(steps).toEqual(['Index Scan']);
    } finally {
      await client.query('reset enable_seqscan');
      await client.query('reset enable_sort');
    }
  });
});
