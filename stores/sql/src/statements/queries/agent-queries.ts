/** The texts of the entity `agents`, for users who want the SQL. */
import { TABLE_AGENTS } from '@agent-versions/core';
import sql, { type Sql } from 'sql-template-tag';
import { activeTarget, lastActiveMove } from '../agents';
import { AGENT_FIELDS, argument, columnsOf, gatherArguments, madeAt, replaceByArguments } from './configuration';
import type { QuerySpelling } from './spelling';

/**
 * SQL of the entity `agents`. Arguments are bound in the order given here; JSON goes in and comes out as text, a time
 * goes in as ISO 8601 text. Nothing checks them as the domain does.
 *
 * Rows hold `id`, the 15 fields of {@link AgentQuerySet.insert}, `created_at` and `updated_at`; then
 * `active_version_id`, `version_number`, `revision`, and `config`: the whole configuration as JSON text.
 */
export interface AgentQuerySet {
  /**
   * Stores a new agent. 18 arguments: `id`, `type`, `name`, `description`, `avatar`, `instructions`, `model`,
   * `plan_model`, `small_model`, `built_in_tools`, `mcps`, `knowledges`, `configuration`, `accessible_paths` (from
   * `built_in_tools` on JSON), `permission_mode`, `max_steps`, `created_at`, `updated_at`. A field that is null is left
   * out of the configuration, a time that is null is the clock.
   */
  readonly insert: string;
  /**
   * Replaces the 15 fields, and leaves the rest of the configuration alone. 17 arguments: as for `insert` from `type`
   * to `max_steps`, where null takes the field away; then `updated_at`, `id`.
   */
  readonly update: string;
  /** One agent. Argument: `id`. */
  readonly getById: string;
  /** All agents, newest first. No arguments. */
  readonly list: string;
  /** Deletes an agent with its sessions and their logs; its versions stay. Argument: `id`. */
  readonly delete: string;
  /** One row with the number of agents as `total`. No arguments. */
  readonly count: string;
  /** One row with the `id` where there is such an agent, else none. Argument: `id`. */
  readonly checkExists: string;
}

/** The texts for the tables that `spelling` names. */
export function agentQueries(spelling: QuerySpelling): AgentQuerySet {
  const agents = spelling.table(TABLE_AGENTS);
  return {
    insert: spelling.text(insertAgent(spelling)),
    update: spelling.text(updateAgent(spelling)),
    getById: spelling.text(sql`${selectAgents(spelling)}
    where a."id" = ${argument()}`),
    list: spelling.text(sql`${selectAgents(spelling)}
    order by a."createdAt" desc, a."id" desc`),
    delete: spelling.text(sql`
    delete from ${agents}
    where "id" = ${argument()}`),
    count: spelling.text(sql`
    select cast(count(*) as integer) as "total"
    from ${agents}`),
    checkExists: spelling.text(sql`
    select "id"
    from ${agents}
    where "id" = ${argument()}`),
  };
}

function insertAgent(spelling: QuerySpelling): Sql {
  const id = sql`input."id"`;
  return sql`
    with input("id") as (values (${argument()})),
    ${gatherArguments(spelling, AGENT_FIELDS)},
    ${madeAt(spelling)}
    insert into ${spelling.table(TABLE_AGENTS)} (
      "id", "activeVersionId", "revision", "createdAt", "updatedAt", "config", "activeRevision"
    )
    select
      input."id",
      ${activeTarget(spelling, id)},
      1,
      made."createdAt",
      made."updatedAt",
      gathered."config",
      coalesce(${lastActiveMove(spelling, id)}, 0)
    from input
    cross join gathered
    cross join made`;
}

function updateAgent(spelling: QuerySpelling): Sql {
  return sql`
    with ${gatherArguments(spelling, AGENT_FIELDS)},
    input("at", "id") as (values (${spelling.timeOrNow(argument())}, ${argument()}))
    update ${spelling.table(TABLE_AGENTS)} as a
    set
      "config" = ${replaceByArguments(spelling, sql`a."config"`, AGENT_FIELDS)},
      "revision" = a."revision" + 1,
      "updatedAt" = input."at"
    from input
    cross join gathered
    where a."id" = (select input."id" from input)`;
}

function selectAgents(spelling: QuerySpelling): Sql {
  return sql`
    select
      a."id",
      ${columnsOf(spelling, sql`a."config"`, AGENT_FIELDS)},
      a."createdAt" as "created_at",
      a."updatedAt" as "updated_at",
      a."activeVersionId" as "active_version_id",
      a."versionNumber" as "version_number",
      a."revision",
      cast(a."config" as text) as "config"
    from ${spelling.table(TABLE_AGENTS)} a`;
}
