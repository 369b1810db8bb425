/** A list of scores that several filters narrow goes along the index of the one that finds fewest. */
import { EVAL_FILTERS } from '@agent-versions/core';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { evalsRows, evalsStatements } from '../../sql/test/plans/evals';
import { LibSQLDatabase } from '../src/db/database';

const database = new LibSQLDatabase({ url: ':memory:' });

/** The filters, those that find fewest first: a run has few scores, a scorer gives very many. */
const BY_SIZE = ['runId', 'versionId', 'agentId', 'scorerId'] as const;

const lists = Object.entries(evalsStatements(database.dialect)).filter(([name]) => name.startsWith('selectEvalPage'));

beforeAll(() => database.write(...evalsRows(database.dialect)));
afterAll(() => database.close());

it('knows every filter', () => {
  expect([...BY_SIZE].sort()).toEqual([...EVAL_FILTERS].sort());
  expect(lists).toHaveLength(128);
});

it.each(lists)('%s', async (name, statement) => {
  const steps = (await database.read(sql`explain query plan ${statement}`)).map(({ detail }) => String(detail));
  const field = BY_SIZE.find((filter) => name.includes(filter));
  const index = `mastra_evals_${field?.replace('Id', '') ?? 'created'} `;
  // the count, and the page
  expect(steps.filter((step) => step.startsWith('SEARCH e ') && step.includes(index))).toHaveLength(2);
});
