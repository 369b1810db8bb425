/** The statements that take in other stores' moves of labels, and bring the labels to the last move of each. */
import {
  type LabelMove,
  type LabelTarget,
  TABLE_AGENT_VERSION_LABEL_MOVES,
  TABLE_AGENT_VERSION_LABEL_TARGETS,
  TABLE_AGENT_VERSION_LABELS,
  TABLE_AGENT_VERSIONS,
} from '@agent-versions/core';
import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const labels = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_LABELS);
const targets = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_LABEL_TARGETS);
const moves = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_LABEL_MOVES);
const field = (name: keyof LabelMove | keyof LabelTarget | 'base'): Sql => raw(`item.value ->> '${name}'`);

/**
 * For each `label` and `revision` of a JSON array: the move that is there already, if any, and the label's
 * `lastRevision`.
 */
export function selectKnownMoves(dialect: Dialect, input: { agentId: string; places: string }): Sql {
  const { agentId, places } = input;
  return sql`
    select
      ${field('label')} as "wantedLabel",
      cast(${field('revision')} as integer) as "wantedRevision",
      coalesce((
        select max(l."revision")
        from ${moves(dialect)} l
        where l."agentId" = ${agentId}
          and l."label" = ${field('label')}
      ), 0) as "lastRevision",
      m."id", m."agentId", m."label", m."revision", m."fromTargets", m."toTargets", m."movedBy", m."reason", m."movedAt"
    from ${dialect.items(dialect.json(places))}
    left join ${moves(dialect)} m
      on m."agentId" = ${agentId}
      and m."label" = ${field('label')}
      and m."revision" = cast(${field('revision')} as integer)`;
}

/**
 * Inserts moves; `rows` is a JSON array of their columns. The first of a label says in `base` which revision it follows
 * on: where another has come since, it would be left without a revision, which its column refuses.
 */
export function insertMoves(dialect: Dialect, input: { agentId: string; rows: string }): Sql {
  const { agentId, rows } = input;
  return sql`
    insert into ${moves(dialect)}
      ("id", "agentId", "label", "revision", "fromTargets", "toTargets", "movedBy", "reason", "movedAt")
    select
      ${field('id')},
      cast(${agentId} as text),
      ${field('label')},
      case
        when ${field('base')} is null
          or cast(${field('base')} as integer) = coalesce((
            select max(m."revision")
            from ${moves(dialect)} m
            where m."agentId" = ${agentId}
              and m."label" = ${field('label')}
          ), 0)
        then cast(${field('revision')} as integer)
      end,
      item.value -> 'from',
      item.value -> 'to',
      ${field('movedBy')},
      ${field('reason')},
      ${dialect.typed(field('movedAt'), 'timestamp')}
    from ${dialect.items(dialect.json(rows))}`;
}

/** Takes labels away, and what they point at with them. */
export function deleteLabels(dialect: Dialect, input: { agentId: string; names: readonly string[] }): Sql {
  return sql`
    delete from ${labels(dialect)}
    where "agentId" = ${input.agentId}
      and "label" in (${dialect.textList(input.names)})`;
}

/** What the move `m` points at, each version beside it as `v`: null where the agent does not have it. */
function targetsOf(dialect: Dialect): Sql {
  return sql`${dialect.items(sql`m."toTargets"`)}
    left join ${dialect.table(TABLE_AGENT_VERSIONS)} v on v."id" = ${field('versionId')} and v."agentId" = m."agentId"`;
}

/** Of moves that others follow, only those count that point at versions which are there. */
function pointsAtAll(dialect: Dialect): Sql {
  return sql`
      and not exists (
        select 1
        from ${targetsOf(dialect)}
        where v."id" is null
      )`;
}

/** The last moves of labels, by id, and whether others follow. */
export interface LastMoves {
  ids: readonly string[];
  more: boolean;
}

/** Sets the labels of moves, as far as those do not take them away. */
export function insertLabels(dialect: Dialect, { ids, more }: LastMoves): Sql {
  return sql`
    insert into ${labels(dialect)} ("agentId", "label", "revision", "updatedAt", "updatedBy")
    select m."agentId", m."label", m."revision", m."movedAt", m."movedBy"
    from ${moves(dialect)} m
    where m."id" in (${dialect.textList(ids)})
      and m."toTargets" is not null${more ? pointsAtAll(dialect) : empty}`;
}

/** Points those labels where the moves say; a version that the agent does not have would be left without a weight. */
export function insertTargets(dialect: Dialect, { ids, more }: LastMoves): Sql {
  return sql`
    insert into ${targets(dialect)} ("agentId", "label", "versionId", "weight")
    select m."agentId", m."label", ${field('versionId')}, case when v."id" is not null then cast(${field('weight')} as integer) end
    from ${moves(dialect)} m
    cross join ${targetsOf(dialect)}
    where m."id" in (${dialect.textList(ids)})${more ? pointsAtAll(dialect) : empty}`;
}

/** Moves by id, whosever they are. */
export function selectMovesById(dialect: Dialect, ids: readonly string[]): Sql {
  return sql`
    select m."id", m."agentId", m."label", m."revision"
    from ${moves(dialect)} m
    where m."id" in (${dialect.textList(ids)})`;
}

/** Which of some versions an agent has, and whether they are redacted. */
export function selectOwnVersions(dialect: Dialect, input: { agentId: string; ids: readonly string[] }): Sql {
  return sql`
    select v."id", v."redactedAt"
    from ${dialect.table(TABLE_AGENT_VERSIONS)} v
    where v."id" in (${dialect.textList(input.ids)})
      and v."agentId" = ${input.agentId}`;
}
