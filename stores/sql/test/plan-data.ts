/** Ten thousand rows in every table, for the tests that look at a database's plans. */
import {
  TABLE_AGENT_VERSION_DELETIONS,
  TABLE_AGENT_VERSION_HEADS,
  TABLE_AGENT_VERSION_LABEL_MOVES,
  TABLE_AGENT_VERSION_LABEL_TARGETS,
  TABLE_AGENT_VERSION_LABELS,
  TABLE_AGENT_VERSIONS,
  TABLE_AGENTS,
} from '@agent-versions/core';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../src/dialect';
import { evalsRows } from './plans/evals';
import { memoryRows } from './plans/memory';
import { observabilityRows } from './plans/observability';
import { sessionsRows } from './plans/sessions';
import { workflowsRows } from './plans/workflows';

/** Begins a statement that inserts from `numbered`: `row` 1 to 10,000, in 100 times 100 as `agent` and `number`. */
export const ROWS = raw(`
  with recursive counted("row") as (select 0 union all select "row" + 1 from counted where "row" < 9999),
  numbered as (select "row" + 1 as "row", "row" / 100 + 1 as "agent", "row" % 100 + 1 as "number" from counted)`);
const VERSION_ID = raw(`'version-' || "agent" || '-' || "number"`);
const AGENT_ID = raw(`'agent-' || "agent"`);

/** The statements that fill a new schema: 100 agents with 100 versions, deletions and labels each, and 9,900 without. */
export function planData(dialect: Dialect): Sql[] {
  const { now } = dialect;
  const config = dialect.json(JSON.stringify({ instructions: 'Answer briefly. '.repeat(60) }));
  const hash = '0'.repeat(64);
  const into = (table: Parameters<Dialect['table']>[0], columns: string) =>
    sql`insert into ${dialect.table(table)} (${raw(columns)}) ${ROWS}`;
  return [
    sql`${into(TABLE_AGENTS, '"id", "revision", "createdAt", "updatedAt", "config"')}
      select 'agent-' || "row", 1, ${now}, ${now}, ${config} from numbered`,
    sql`${into(TABLE_AGENT_VERSIONS, '"id", "agentId", "versionNumber", "contentHash", "createdAt", "snapshot"')}
      select ${VERSION_ID}, ${AGENT_ID}, "number", ${hash}, ${now}, ${config}
      from numbered`,
    sql`${into(TABLE_AGENT_VERSION_HEADS, '"agentId", "lastNumber", "headNumber", "versionCount"')}
      select 'agent-' || "row", 100, 100, 100 from numbered
      where true
      on conflict do nothing`,
    sql`${into(TABLE_AGENT_VERSION_LABELS, '"agentId", "label", "revision", "updatedAt"')}
      select ${AGENT_ID}, 'label-' || "number", 1, ${now} from numbered`,
    sql`${into(TABLE_AGENT_VERSION_LABEL_TARGETS, '"agentId", "label", "versionId", "weight"')}
      select ${AGENT_ID}, 'label-' || "number", ${VERSION_ID}, 10000 from numbered`,
    sql`${into(TABLE_AGENT_VERSION_LABEL_MOVES, '"id", "agentId", "label", "revision", "toTargets", "movedAt"')}
      select 'move-' || "agent" || '-' || "number", ${AGENT_ID}, 'label-' || "number", 1, ${dialect.json('[]')}, ${now}
      from numbered`,
    sql`${into(TABLE_AGENT_VERSION_DELETIONS, '"agentId", "versionNumber", "versionId", "contentHash", "createdAt", "deletedAt"')}
      select ${AGENT_ID}, "number" + 100, 'gone-' || "row", ${hash}, ${now}, ${now}
      from numbered`,
    ...memoryRows(dialect),
    ...workflowsRows(dialect),
    ...evalsRows(dialect),
    ...observabilityRows(dialect),
    ...sessionsRows(dialect),
  ];
}
