/**
 * The statements of labels. A move is recorded first and only where it may happen; the statements after it in the same
 * write act where that record is there, so a refused move changes nothing.
 */
import {
  type LabelTarget,
  TABLE_AGENT_VERSION_LABEL_MOVES,
  TABLE_AGENT_VERSION_LABEL_TARGETS,
  TABLE_AGENT_VERSION_LABELS,
  TABLE_AGENT_VERSIONS,
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
  /** By `versionId`; null: the label is removed. */
  to: readonly LabelTarget[] | null;
  movedBy: string | null;
  reason: string | null;
}

/** Records a move and returns it, unless the revision is another, a version is not the agent's or redacted, or nothing changes. */
export function insertLabelMove(dialect: Dialect, move: NewLabelMove): Sql {
  const to = dialect.json(move.to && toJson(move.to));
  return sql`
    insert into ${moves(dialect)}
      ("id", "agentId", "label", "revision", "fromTargets", "toTargets", "movedBy", "reason", "movedAt")
    select
      ${move.id},
      ${move.agentId},
      ${move.label},
      coalesce(last."revision", 0) + 1,
      held."toTargets",
      ${to},
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
      and held."toTargets" is distinct from ${to}${move.to ? targetsAreThere(dialect, move.agentId, move.to) : empty}
    returning
      "id", "agentId", "label", "revision", "fromTargets", "toTargets", "movedBy", "reason", "movedAt"`;
}

/** In one form, so that equal targets are equal texts. */
function toJson(to: readonly LabelTarget[]): string {
  return JSON.stringify(to.map(({ versionId, weight }) => ({ versionId, weight })));
}

function targetsAreThere(dialect: Dialect, agentId: string, to: readonly LabelTarget[]): Sql {
  return sql`
      and (
        select count(*)
        from ${dialect.table(TABLE_AGENT_VERSIONS)} v
        where v."id" in (${dialect.textList(to.map(({ versionId }) => versionId))})
          and v."agentId" = ${agentId}
          and v."redactedAt" is null
      ) = cast(${to.length} as bigint)`;
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

/** Points the label where the move says. */
export function insertLabelTargets(dialect: Dialect, moveId: string): Sql {
  return sql`
    insert into ${targets(dialect)} ("agentId", "label", "versionId", "weight")
    select m."agentId", m."label", item.value ->> 'versionId', cast(item.value ->> 'weight' as integer)
    from ${moves(dialect)} m
    cross join ${dialect.items(sql`m."toTargets"`)}
    where m."id" = ${moveId}`;
}

/** Takes the label away. */
export function deleteLabel(dialect: Dialect, move: NewLabelMove): Sql {
  return sql`
    delete from ${labels(dialect)}
    where "agentId" = ${move.agentId}
      and "label" = ${move.label}
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
