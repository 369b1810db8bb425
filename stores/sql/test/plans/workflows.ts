/** Rows and statements of the domain `workflows`, for the tests that look at a database's plans. */
import { FIRST_TIME, LAST_TIME, TABLE_WORKFLOW_SNAPSHOT } from '@agent-versions/core';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../../src/dialect';
import * as workflows from '../../src/statements/workflows';
import { rowTime } from '../row-time';

/** 100 workflows with 100 runs each, of 100 resources, in one of five states. */
const RUNS = raw(`
  with recursive counted("row") as (select 0 union all select "row" + 1 from counted where "row" < 9999),
  run as (
    select
      'workflow-' || ("row" / 100 + 1) as "workflow",
      'run-' || ("row" % 100 + 1) as "id",
      'resource-' || ("row" % 100 + 1) as "resource",
      'status-' || ("row" % 5 + 1) as "status"
    from counted
  )`);

/** Ten thousand rows in every table. */
export function workflowsRows(dialect: Dialect): Sql[] {
  const { now } = dialect;
  const snapshot = dialect.json(JSON.stringify({ context: { stepResults: { a: 'A result of a step. '.repeat(50) } } }));
  const columns = raw(
    '"workflowId", "runId", "resourceId", "status", "revision", "createdAt", "updatedAt", "snapshot"',
  );
  return [
    sql`insert into ${dialect.table(TABLE_WORKFLOW_SNAPSHOT)} (${columns}) ${RUNS}
      select "workflow", "id", "resource", "status", 1, ${now}, ${now}, ${snapshot} from run`,
  ];
}

/** All statements, by name. */
export function workflowsStatements(dialect: Dialect): Record<string, Sql> {
  const key = { workflowId: 'workflow-50', runId: 'run-50' };
  const row = { ...key, resourceId: undefined, status: 'status-1', snapshot: '{}' };
  const { workflowId } = key;
  return {
    insertRun: workflows.insertRun(dialect, { ...row, runId: 'run-new', resourceId: 'resource-1' }),
    updateRun: workflows.updateRun(dialect, { ...row, revision: 1 }),
    'updateRun, one that was seen': workflows.updateRun(dialect, { ...row, revision: 1, createdAt: rowTime(dialect) }),
    selectRun: workflows.selectRun(dialect, key),
    deleteRun: workflows.deleteRun(dialect, key),
    'selectRunPage, all': page(dialect, {}),
    'selectRunPage, of a workflow': page(dialect, { workflowId }),
    'selectRunPage, in a state': page(dialect, { status: 'status-1' }),
    'selectRunPage, of a resource': page(dialect, { resourceId: 'resource-50' }),
    'selectRunPage, of a workflow in a state': page(dialect, { workflowId, status: 'status-1' }),
    'selectRunPage, of a workflow and a resource': page(dialect, { workflowId, resourceId: 'resource-50' }),
    'selectRunPage, of a resource in a state': page(dialect, { resourceId: 'resource-50', status: 'status-1' }),
    'selectRunPage, by all': page(dialect, { workflowId, resourceId: 'resource-50', status: 'status-1' }),
  };
}

function page(dialect: Dialect, filter: Omit<workflows.RunFilter, 'fromDate' | 'toDate'>): Sql {
  const between = { fromDate: new Date(FIRST_TIME), toDate: new Date(LAST_TIME) };
  return workflows.selectRunPage(dialect, { ...filter, ...between }, { offset: 40, limit: 20 });
}
