/** Rows and statements of the domain `evals`, for the tests that look at a database's plans. */
import { EVAL_FILTERS, prepareEval, TABLE_EVALS } from '@agent-versions/core';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../../src/dialect';
import * as evals from '../../src/statements/evals';

const NUMBERED = raw(`
  with recursive counted("row") as (select 1 union all select "row" + 1 from counted where "row" < 10000)`);

/** Ten thousand scores, of 100 agents, 1,000 versions, 5,000 runs and 10 scorers, over nine days. */
export function evalsRows(dialect: Dialect): Sql[] {
  const input = dialect.json(JSON.stringify('What is the weather like? '.repeat(40)));
  const time = dialect.typed(raw(`'2026-01-0' || ("row" % 9 + 1) || 'T00:00:00.000Z'`), 'timestamp');
  return [
    sql`insert into ${dialect.table(TABLE_EVALS)} (
        "id", "agentId", "versionId", "runId", "scorerId", "score", "createdAt", "input"
      )
      ${NUMBERED}
      select
        'eval-' || "row", 'agent-' || ("row" % 100), 'version-' || ("row" % 1000), 'run-' || ("row" % 5000),
        'scorer-' || ("row" % 10), "row" / 10000.0, ${time}, ${input}
      from counted`,
  ];
}

const VALUES = { agentId: 'agent-7', versionId: 'version-7', runId: 'run-7', scorerId: 'scorer-7' };
const TIMES = {
  '': {},
  ' from a time': { from: new Date('2026-01-03') },
  ' to a time': { to: new Date('2026-01-05') },
  ' between times': { from: new Date('2026-01-03'), to: new Date('2026-01-05') },
};

/** Every combination of filters, times and directions. */
function lists(dialect: Dialect): [string, Sql][] {
  const combinations = Array.from({ length: 2 ** EVAL_FILTERS.length }, (_, number) =>
    EVAL_FILTERS.filter((_, place) => Math.floor(number / 2 ** place) % 2 === 1),
  );
  return combinations.flatMap((fields) =>
    Object.entries(TIMES).flatMap(([when, { from, to }]: [string, { from?: Date; to?: Date }]) =>
      (['ASC', 'DESC'] as const).map((direction): [string, Sql] => {
        const filters = Object.fromEntries(fields.map((field) => [field, VALUES[field]]));
        const select = evals.selectEvalPage(dialect, { filters, from, to, direction, offset: 40, limit: 20 });
        return [`selectEvalPage by ${fields.join(', ') || 'nothing'}${when}, ${direction}`, select];
      }),
    ),
  );
}

/** All statements, by name. */
export function evalsStatements(dialect: Dialect): Record<string, Sql> {
  return {
    insertEvals: evals.insertEvals(dialect, [prepareEval({ scorerId: 'exact', score: 0.5 })]),
    selectEvals: evals.selectEvals(dialect, ['eval-1', 'eval-2']),
    selectEval: evals.selectEval(dialect, 'eval-1'),
    ...Object.fromEntries(lists(dialect)),
  };
}
