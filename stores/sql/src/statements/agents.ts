/** The statements of the domain `agents`. */
import { ACTIVE_LABEL, TABLE_AGENT_VERSION_LABEL_TARGETS, TABLE_AGENTS } from '@agent-versions/core';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const COLUMNS = raw('a."id", a."activeVersionId", a."revision", a."createdAt", a."updatedAt", a."config"');
const FIELDS = { createdAt: raw('"createdAt"'), updatedAt: raw('"updatedAt"') } as const;
const DIRECTIONS = { ASC: raw('asc'), DESC: raw('desc') } as const;

const agents = (dialect: Dialect): Sql => dialect.table(TABLE_AGENTS);

/** Stores a new agent at revision 1. What its label `active` points at may be here already. */
export function insertAgent(dialect: Dialect, input: { id: string; config: string }): Sql {
  return sql`
    insert into ${agents(dialect)} ("id", "activeVersionId", "revision", "createdAt", "updatedAt", "config")
    select ${input.id}, active."versionId", 1, clock."at", clock."at", ${dialect.json(input.config)}
    from (select ${dialect.now} as "at") clock
    left join (
      select t."versionId"
      from ${dialect.table(TABLE_AGENT_VERSION_LABEL_TARGETS)} t
      where t."agentId" = ${input.id}
        and t."label" = ${ACTIVE_LABEL}
      order by t."weight" desc, t."versionId"
      limit 1
    ) active on true
    returning "activeVersionId", "revision", "createdAt", "updatedAt"`;
}

/** One agent by id. */
export function selectAgent(dialect: Dialect, id: string): Sql {
  return sql`
    select ${COLUMNS}
    from ${agents(dialect)} a
    where a."id" = ${id}`;
}

/** Replaces a configuration, if the record is still at that revision. */
export function updateAgent(dialect: Dialect, input: { id: string; revision: number; config: string }): Sql {
  return sql`
    update ${agents(dialect)}
    set
      "config" = ${dialect.json(input.config)},
      "revision" = "revision" + 1,
      "updatedAt" = ${dialect.now}
    where "id" = ${input.id}
      and "revision" = cast(${input.revision} as integer)
    returning "activeVersionId", "revision", "updatedAt"`;
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
