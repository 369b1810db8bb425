/** The statements of the domain `agents`. */
import {
  ACTIVE_LABEL,
  TABLE_AGENT_VERSION_LABEL_MOVES,
  TABLE_AGENT_VERSION_LABEL_TARGETS,
  TABLE_AGENTS,
} from '@agent-versions/core';
import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const COLUMNS = raw(
  'a."id", a."activeVersionId", a."versionNumber", a."revision", a."createdAt", a."updatedAt", a."config"',
);
const FIELDS = { createdAt: raw('"createdAt"'), updatedAt: raw('"updatedAt"') } as const;
const ACTIVE = raw(`'${ACTIVE_LABEL}'`);
const DIRECTIONS = { ASC: raw('asc'), DESC: raw('desc') } as const;

const agents = (dialect: Dialect): Sql => dialect.table(TABLE_AGENTS);

/** A configuration that an agent's record is to have. */
export interface ConfigRow {
  id: string;
  /** Canonical JSON. */
  config: string;
  /** The version that the configuration is; null: none. */
  versionNumber: number | null;
  /** Null: the clock. */
  at: Date | null;
}

const MADE = raw('"activeVersionId", "versionNumber", "revision", "createdAt", "updatedAt"');

/** Stores a new agent at revision 1. What its label `active` points at may be here already. */
export function insertAgent(dialect: Dialect, { id, config, versionNumber, at }: ConfigRow): Sql {
  return sql`
    insert into ${agents(dialect)} (
      "id", "activeVersionId", "revision", "createdAt", "updatedAt", "config", "versionNumber", "activeRevision"
    )
    select
      ${id},
      ${activeTarget(dialect, id)},
      1,
      clock."at",
      clock."at",
      ${dialect.json(config)},
      cast(${versionNumber} as integer),
      coalesce(${lastActiveMove(dialect, id)}, 0)
    from (select coalesce(${dialect.time(at)}, ${dialect.now}) as "at") clock
    returning ${MADE}`;
}

/** The version that the label `active` gives most weight, the first by id among equals; null where it is not set. */
export function activeTarget(dialect: Pick<Dialect, 'table'>, agentId: string | Sql): Sql {
  return sql`(
        select t."versionId"
        from ${dialect.table(TABLE_AGENT_VERSION_LABEL_TARGETS)} t
        where t."agentId" = ${agentId}
          and t."label" = ${ACTIVE}
        order by t."weight" desc, t."versionId"
        limit 1
      )`;
}

/** The revision of the last move of `active`, a removal included; null where it was never set. */
export function lastActiveMove(dialect: Pick<Dialect, 'table'>, agentId: string | Sql): Sql {
  return sql`(
        select max(m."revision")
        from ${dialect.table(TABLE_AGENT_VERSION_LABEL_MOVES)} m
        where m."agentId" = ${agentId}
          and m."label" = ${ACTIVE}
      )`;
}

/** Brings the agent's record along with the label `active`, where the record is in this database and behind. */
export function followActiveLabel(dialect: Dialect, agentId: string): Sql {
  return sql`
    update ${agents(dialect)}
    set
      "activeVersionId" = ${activeTarget(dialect, agentId)},
      "activeRevision" = ${lastActiveMove(dialect, agentId)}
    where "id" = ${agentId}
      and "activeRevision" <> ${lastActiveMove(dialect, agentId)}`;
}

/** Brings the agent's record along with a label that is kept elsewhere, unless it knows a later revision of it. */
export function setActiveVersion(
  dialect: Dialect,
  input: { id: string; versionId: string | null; revision: number },
): Sql {
  return sql`
    update ${agents(dialect)}
    set
      "activeVersionId" = cast(${input.versionId} as text),
      "activeRevision" = cast(${input.revision} as integer)
    where "id" = ${input.id}
      and "activeRevision" < cast(${input.revision} as integer)`;
}

/** One agent by id. */
export function selectAgent(dialect: Dialect, id: string): Sql {
  return sql`
    select ${COLUMNS}
    from ${agents(dialect)} a
    where a."id" = ${id}`;
}

/**
 * Replaces a configuration, if the record is still the one that was read, `createdAt` as the row had it: an id that was
 * deleted may be used anew.
 */
export function updateAgent(
  dialect: Dialect,
  input: { id: string; revision: number; createdAt: unknown; config: string },
): Sql {
  return sql`
    update ${agents(dialect)}
    set
      "config" = ${dialect.json(input.config)},
      "revision" = "revision" + 1,
      "updatedAt" = ${dialect.now}
    where "id" = ${input.id}
      and "revision" = cast(${input.revision} as integer)
      and "createdAt" = ${dialect.timeOf(input.createdAt)}
    returning ${MADE}`;
}

/** Replaces a configuration by that of a version, if the record is at `revision` where one is given. */
export function saveConfig(dialect: Dialect, input: ConfigRow & { revision?: number }): Sql {
  return sql`
    update ${agents(dialect)}
    set
      "config" = ${dialect.json(input.config)},
      "revision" = "revision" + 1,
      "updatedAt" = coalesce(${dialect.time(input.at)}, ${dialect.now}),
      "versionNumber" = cast(${input.versionNumber} as integer)
    where "id" = ${input.id}${
      input.revision === undefined ? empty : sql`\n      and "revision" = cast(${input.revision} as integer)`
    }
    returning ${MADE}`;
}

/** Deletes an agent, if the record is still at that revision where one is given. */
export function deleteAgent(dialect: Dialect, input: { id: string; expected: number | null }): Sql {
  return sql`
    delete from ${agents(dialect)}
    where "id" = ${input.id}
      and "revision" = coalesce(cast(${input.expected} as integer), "revision")
    returning "id"`;
}

/** A page of agents, each with the `total`; one row of nulls beside it where the page is empty. */
export function selectAgentPage(
  dialect: Dialect,
  page: { offset: number; limit: number; field: 'createdAt' | 'updatedAt'; direction: 'ASC' | 'DESC' },
): Sql {
  const by = DIRECTIONS[page.direction];
  const field = FIELDS[page.field];
  return sql`
    select counted."total", page.*
    from (select cast(count(*) as integer) as "total" from ${agents(dialect)}) counted
    left join (
      select ${COLUMNS}
      from ${agents(dialect)} a
      order by a.${field} ${by}, a."id" ${by}
      limit cast(${page.limit} as bigint)
      offset cast(${page.offset} as bigint)
    ) page on true
    order by page.${field} ${by}, page."id" ${by}`;
}
