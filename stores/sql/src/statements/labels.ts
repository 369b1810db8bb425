/**
 * The statements of labels. A move is recorded first and only where it may happen; the statements after it in the same
 * write act where that record is there, so a refused move changes nothing.
 */
import {
  TABLE_AGENT_VERSION_LABEL_MOVES,
  TABLE_AGENT_VERSION_LABEL_TARGETS,
  TABLE_AGENT_VERSION_LABELS,
  TABLE_AGENT_VERSIONS,
  TABLE_AGENTS,
  WHOLE_LABEL,
} from '@agent-versions/core';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const labels = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_LABELS);
const targets = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_LABEL_TARGETS);
const moves = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_LABEL_MOVES);

/** A move that is about to be tried. */
export interface NewLabelMove {
  id: string;
  agentId: string;
  label: string;
  /** What the label's revision must be, 0 for unset; null: anything. */
  expected: number | null;
  /** Null: the label is removed. */
  versionId: string | null;
  /** The targets as JSON; null: the label is removed. */
  to: string | null;
  movedBy: string | null;
  reason: string | null;
}

/** Records a move and returns its id, unless the revision is another, there is no such version, or nothing changes. */
export function insertLabelMove(dialect: Dialect, move: NewLabelMove): Sql {
  const versionIsThere =
    move.versionId === null
      ? empty
      : sql`
      and exists (
        select 1
        from ${dialect.table(TABLE_AGENT_VERSIONS)} v
        where v."id" = ${move.versionId}
          and v."agentId" = ${move.agentId}
      )`;
  return sql`
    insert into ${moves(dialect)}
      ("id", "agentId", "label", "revision", "fromTargets", "toTargets", "movedBy", "reason", "movedAt")
    select
      ${move.id},
      ${move.agentId},
      ${move.label},
      coalesce(last."revision", 0) + 1,
      held."toTargets",
      ${dialect.json(move.to)},
      cast(${move.movedBy} as text),
      cast(${move.reason} as text),
      ${dialect.now}
    from (
      select max(m."revision") as "revision"
      from ${moves(dialect)} m
      where m."agentId" = ${move.agentId}
        and m."label" = ${move.label}
    ) last
    left join (
      select l."revision", m."toTargets"
      from ${labels(dialect)} l
      join ${moves(dialect)} m on m."agentId" = l."agentId" and m."label" = l."label" and m."revision" = l."revision"
      where l."agentId" = ${move.agentId}
        and l."label" = ${move.label}
    ) held on true
    where coalesce(held."revision", 0) = coalesce(cast(${move.expected} as integer), held."revision", 0)
      and held."toTargets" is distinct from ${dialect.json(move.to)}${versionIsThere}
    returning "id"`;
}

/** Brings the label to what the move says. */
export function upsertLabel(dialect: Dialect, moveId: string): Sql {
  return sql`
    insert into ${labels(dialect)} ("agentId", "label", "revision", "updatedAt", "updatedBy")
    select m."agentId", m."label", m."revision", m."movedAt", m."movedBy"
    from ${moves(dialect)} m
    where m."id" = ${moveId}
    on conflict ("agentId", "label") do update set
      "revision" = excluded."revision",
      "updatedAt" = excluded."updatedAt",
      "updatedBy" = excluded."updatedBy"`;
}

/** Takes away what the label pointed at. */
export function deleteLabelTargets(dialect: Dialect, move: NewLabelMove): Sql {
  return sql`
    delete from ${targets(dialect)}
    where "agentId" = ${move.agentId}
      and "label" = ${move.label}
      and exists (select 1 from ${moves(dialect)} m where m."id" = ${move.id})`;
}

/** Points the label at one version, whole. */
export function insertLabelTarget(dialect: Dialect, move: NewLabelMove): Sql {
  return sql`
    insert into ${targets(dialect)} ("agentId", "label", "versionId", "weight")
    select m."agentId", m."label", cast(${move.versionId} as text), cast(${WHOLE_LABEL} as integer)
    from ${moves(dialect)} m
    where m."id" = ${move.id}`;
}

/** Takes the label away. */
export function deleteLabel(dialect: Dialect, move: NewLabelMove): Sql {
  return sql`
    delete from ${labels(dialect)}
    where "agentId" = ${move.agentId}
      and "label" = ${move.label}
      and exists (select 1 from ${moves(dialect)} m where m."id" = ${move.id})`;
}

/** Brings the agent's record along with the label `active`, where the record is in this database. */
export function projectActiveVersion(dialect: Dialect, move: NewLabelMove): Sql {
  return sql`
    update ${dialect.table(TABLE_AGENTS)}
    set "activeVersionId" = cast(${move.versionId} as text)
    where "id" = ${move.agentId}
      and exists (select 1 from ${moves(dialect)} m where m."id" = ${move.id})`;
}

/** The labels of an agent, or one of them, by name. */
export function selectLabels(dialect: Dialect, input: { agentId: string; label?: string }): Sql {
  return sql`
    select l."agentId", l."label", l."revision", l."updatedAt", l."updatedBy", m."toTargets" as "targets"
    from ${labels(dialect)} l
    join ${moves(dialect)} m on m."agentId" = l."agentId" and m."label" = l."label" and m."revision" = l."revision"
    where l."agentId" = ${input.agentId}${input.label === undefined ? empty : sql`\n      and l."label" = ${input.label}`}
    order by l."label"
    limit 1000`;
}

/** The labels that hold a version, or any version of an agent. */
export function selectHoldingLabels(dialect: Dialect, by: { versionId: string } | { agentId: string }): Sql {
  return sql`
    select t."label", t."versionId"
    from ${targets(dialect)} t
    where ${'versionId' in by ? sql`t."versionId" = ${by.versionId}` : sql`t."agentId" = ${by.agentId}`}
    order by t."label", t."versionId"`;
}

/** A page of moves, newest first, each with the `total`; one row of nulls beside it where the page is empty. */
export function selectLabelMoves(
  dialect: Dialect,
  input: { agentId: string; label?: string; offset: number; limit: number },
): Sql {
  const which = sql`m."agentId" = ${input.agentId}${input.label === undefined ? empty : sql` and m."label" = ${input.label}`}`;
  return sql`
    select counted."total", page.*
    from (select cast(count(*) as integer) as "total" from ${moves(dialect)} m where ${which}) counted
    left join (
      select m."id", m."agentId", m."label", m."revision", m."fromTargets", m."toTargets", m."movedBy", m."reason", m."movedAt"
      from ${moves(dialect)} m
      where ${which}
      order by m."movedAt" desc, m."revision" desc, m."id" desc
      limit cast(${input.limit} as bigint)
      offset cast(${input.offset} as bigint)
    ) page on true
    order by page."movedAt" desc, page."revision" desc, page."id" desc`;
}
