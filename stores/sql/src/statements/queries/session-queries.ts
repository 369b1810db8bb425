/** The texts of the entity `sessions`, for users who want the SQL. */
import { TABLE_AGENT_VERSIONS, TABLE_AGENTS, TABLE_SESSIONS } from '@agent-versions/core';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import {
  argument,
  columnsOf,
  type FieldType,
  gatherArguments,
  jsonColumn,
  madeAt,
  numberOfRows,
  OVERRIDE_FIELDS,
  readField,
  replaceByArguments,
} from './configuration';
import type { QuerySpelling } from './spelling';

/**
 * SQL of the entity `sessions`. Arguments are bound in the order given here; JSON goes in and comes out as text, a time
 * goes in as ISO 8601 text. Nothing checks them as the domain does: any status may follow any other.
 *
 * Rows hold `id`, `name`, `main_agent_id`, `sub_agent_ids`, `user_goal`, `status`, `external_session_id`, the ten
 * overrides of {@link SessionQuerySet.insert} (null: inherited), `created_at` and `updated_at`; then
 * `agent_version_id`, `revision` and `log_count`.
 */
export interface SessionQuerySet {
  /**
   * Stores a new session. 19 arguments: `id`, `name`, `main_agent_id`, `sub_agent_ids` (JSON), `user_goal`, `status`
   * (null: `idle`), `external_session_id`; the overrides `model`, `plan_model`, `small_model`, `built_in_tools`,
   * `mcps`, `knowledges`, `configuration`, `accessible_paths` (from `built_in_tools` on JSON), `permission_mode`,
   * `max_steps`, where null inherits; `created_at`, `updated_at` (null: the clock).
   */
  readonly insert: string;
  /**
   * Replaces all of that. 18 arguments: as for `insert` from `name` to `max_steps`; then `updated_at`, `id`. Overrides
   * of other names stay; another main agent unpins the version.
   */
  readonly update: string;
  /** Sets the status, whatever it was. Arguments: `status`, `updated_at`, `id`. */
  readonly updateStatus: string;
  /** One session. Argument: `id`. */
  readonly getById: string;
  /** All sessions, newest first. No arguments. */
  readonly list: string;
  /** Some of them, newest first. Arguments: how many at most, how many to pass over. */
  readonly listWithLimit: string;
  /** Those of one status, newest first. Argument: `status`. */
  readonly getByStatus: string;
  /**
   * One session with its agent as it is now (`agent_name`, `agent_description`, `agent_avatar`, `agent_instructions`)
   * and what it runs with: `effective_instructions`, and `effective_` before the name of each override. That is the
   * override, else what the pinned version says, else, without a pin, the agent; at the end `readOnly` and 10 steps.
   * No row where the pinned version was deleted or redacted. Argument: `id`.
   */
  readonly getSessionWithAgent: string;
  /** Those that another system calls by that id, newest first. Argument: `external_session_id`. */
  readonly getByExternalSessionId: string;
}

const SEPARATOR = ',\n      ';

/** What a session runs with beside the fields that it may override by name. */
const EFFECTIVE_FIELDS = { instructions: 'text', ...OVERRIDE_FIELDS } as const;

/** What counts where neither session nor agent says anything. */
const DEFAULTS: Readonly<Record<string, Sql>> = { permission_mode: raw(`'readOnly'`), max_steps: raw('10') };

const NEWEST_FIRST = raw(`
    order by s."createdAt" desc, s."id" desc`);

/** The texts for the tables that `spelling` names. */
export function sessionQueries(spelling: QuerySpelling): SessionQuerySet {
  const all = selectSessions(spelling);
  const select = (rest: Sql) => spelling.text(sql`${all}${rest}`);
  return {
    insert: spelling.text(insertSession(spelling)),
    update: spelling.text(updateSession(spelling)),
    updateStatus: spelling.text(updateStatus(spelling)),
    getById: select(sql`
    where s."id" = ${argument()}`),
    list: select(NEWEST_FIRST),
    listWithLimit: select(sql`${NEWEST_FIRST}
    limit ${numberOfRows()}
    offset ${numberOfRows()}`),
    getByStatus: select(sql`
    where s."status" = ${argument()}${NEWEST_FIRST}`),
    getSessionWithAgent: spelling.text(selectWithAgent(spelling)),
    getByExternalSessionId: select(sql`
    where s."externalSessionId" = ${argument()}${NEWEST_FIRST}`),
  };
}

function insertSession(spelling: QuerySpelling): Sql {
  return sql`
    with input("id", ${RECORD_COLUMNS}) as (values (${argument()}, ${recordArguments(spelling)})),
    ${gatherArguments(spelling, OVERRIDE_FIELDS)},
    ${madeAt(spelling)}
    insert into ${spelling.table(TABLE_SESSIONS)} (
      "id", ${RECORD_COLUMNS}, "createdAt", "updatedAt", "overrides"
    )
    select
      input."id",
      input."name",
      input."mainAgentId",
      input."subAgentIds",
      input."userGoal",
      coalesce(input."status", 'idle'),
      input."externalSessionId",
      made."createdAt",
      made."updatedAt",
      gathered."config"
    from input
    cross join gathered
    cross join made`;
}

const RECORD_COLUMNS = raw('"name", "mainAgentId", "subAgentIds", "userGoal", "status", "externalSessionId"');

/** For {@link RECORD_COLUMNS}. */
function recordArguments(spelling: QuerySpelling): Sql {
  const subAgentIds = spelling.json(argument());
  return join([argument(), argument(), subAgentIds, argument(), argument(), argument()], ', ');
}

function updateSession(spelling: QuerySpelling): Sql {
  return sql`
    with input(${RECORD_COLUMNS}) as (values (${recordArguments(spelling)})),
    ${gatherArguments(spelling, OVERRIDE_FIELDS)},
    target("at", "id") as (values (${spelling.timeOrNow(argument())}, ${argument()}))
    update ${spelling.table(TABLE_SESSIONS)} as s
    set
      "name" = input."name",
      "mainAgentId" = input."mainAgentId",
      "agentVersionId" = case when s."mainAgentId" = input."mainAgentId" then s."agentVersionId" end,
      "subAgentIds" = input."subAgentIds",
      "userGoal" = input."userGoal",
      "status" = coalesce(input."status", s."status"),
      "externalSessionId" = input."externalSessionId",
      "overrides" = ${replaceByArguments(spelling, sql`s."overrides"`, OVERRIDE_FIELDS)},
      "revision" = s."revision" + 1,
      "updatedAt" = target."at"
    from input
    cross join gathered
    cross join target
    where s."id" = (select target."id" from target)`;
}

function updateStatus(spelling: QuerySpelling): Sql {
  return sql`
    update ${spelling.table(TABLE_SESSIONS)}
    set
      "status" = ${argument()},
      "revision" = "revision" + 1,
      "updatedAt" = ${spelling.timeOrNow(argument())}
    where "id" = ${argument()}`;
}

function columns(spelling: QuerySpelling): Sql {
  return sql`s."id",
      s."name",
      s."mainAgentId" as "main_agent_id",
      ${jsonColumn(sql`s."subAgentIds"`)} as "sub_agent_ids",
      s."userGoal" as "user_goal",
      s."status",
      s."externalSessionId" as "external_session_id",
      ${columnsOf(spelling, sql`s."overrides"`, OVERRIDE_FIELDS)},
      s."createdAt" as "created_at",
      s."updatedAt" as "updated_at",
      s."agentVersionId" as "agent_version_id",
      s."revision",
      s."logCount" as "log_count"`;
}

function selectSessions(spelling: QuerySpelling): Sql {
  return sql`
    select
      ${columns(spelling)}
    from ${spelling.table(TABLE_SESSIONS)} s`;
}

function selectWithAgent(spelling: QuerySpelling): Sql {
  const agent = ['name', 'description', 'avatar', 'instructions'].map((name) => {
    return sql`${readField({ spelling, document: sql`a."config"`, name, type: 'text' })} as ${raw(`"agent_${name}"`)}`;
  });
  const effective = Object.entries(EFFECTIVE_FIELDS).map(([name, type]) => effectiveField({ spelling, name, type }));
  return sql`
    select
      ${columns(spelling)},
      ${join(agent, SEPARATOR)},
      ${join(effective, SEPARATOR)}
    from ${spelling.table(TABLE_SESSIONS)} s
    join ${spelling.table(TABLE_AGENTS)} a on a."id" = s."mainAgentId"
    left join ${spelling.table(TABLE_AGENT_VERSIONS)} v
      on v."id" = s."agentVersionId"
      and v."agentId" = s."mainAgentId"
      and v."redactedAt" is null
    where s."id" = ${argument()}
      and (s."agentVersionId" is null or v."id" is not null)`;
}

function effectiveField(input: { spelling: QuerySpelling; name: string; type: FieldType }): Sql {
  const own = readField({ ...input, document: sql`s."overrides"` });
  const inherited = readField({ ...input, document: sql`coalesce(v."snapshot", a."config")` });
  const choices = [own, inherited, DEFAULTS[input.name]].filter((choice) => choice !== undefined);
  return sql`coalesce(${join(choices, ', ')}) as ${raw(`"effective_${input.name}"`)}`;
}
