/** The statements that name versions: by id, number, label, time or place. Each selector is one row source. */
import {
  TABLE_AGENT_VERSION_LABEL_MOVES,
  TABLE_AGENT_VERSION_LABEL_TARGETS,
  TABLE_AGENT_VERSIONS,
  type VersionSelector,
  WHOLE_LABEL,
} from '@agent-versions/core';
import sql, { type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';
import { SUMMARY } from './versions';

/** Which versions of an agent, and which of them the caller holds already. */
export interface FindVersions {
  agentId: string;
  selector: VersionSelector;
  known: readonly string[];
}

const versions = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSIONS);
const whole = sql`cast(${WHOLE_LABEL} as integer)`;

/** The versions that a selector names, heaviest first, each with its `weight`; no snapshot of those that are known. */
export function selectNamedVersions(dialect: Dialect, { agentId, selector, known }: FindVersions): Sql {
  const snapshot =
    known.length === 0
      ? sql`v."snapshot"`
      : sql`case when v."id" ${among(dialect, known)} then null else v."snapshot" end as "snapshot"`;
  // a cross join has its order kept by SQLite, which would read all of an agent's versions before a label's JSON
  return sql`
    select ${SUMMARY}, named."weight", ${snapshot}
    from (${named(dialect, agentId, selector)}
    ) named
    cross join ${versions(dialect)} v
    where v."id" = named."versionId"
      and v."agentId" = ${agentId}
    order by named."weight" desc, v."id"`;
}

/** A label seldom splits: one known id is the rule, and compares in half the time that a list takes to unfold. */
function among(dialect: Dialect, ids: readonly string[]): Sql {
  return ids.length === 1 ? sql`= ${ids[0]}` : sql`in (${dialect.textList(ids)})`;
}

/** Rows of `versionId` and `weight`; whether the version is there, and the agent's, is looked at outside. */
function named(dialect: Dialect, agentId: string, selector: VersionSelector): Sql {
  if ('id' in selector) return byId(dialect, { agentId, id: selector.id });
  if ('versionNumber' in selector) return byNumber(dialect, { agentId, versionNumber: selector.versionNumber });
  if ('ancestor' in selector) return byPlace(dialect, { agentId, ancestor: selector.ancestor });
  if ('name' in selector) return byName(dialect, { agentId, name: selector.name });
  if ('idempotencyKey' in selector) return byKey(dialect, { agentId, key: selector.idempotencyKey });
  const { label, at } = selector;
  return at === undefined ? byLabel(dialect, { agentId, label }) : byLabelThen(dialect, { agentId, label, at });
}

function byId(dialect: Dialect, { agentId, id }: { agentId: string; id: string }): Sql {
  return sql`
      select v."id" as "versionId", ${whole} as "weight"
      from ${versions(dialect)} v
      where v."id" = ${id}
        and v."agentId" = ${agentId}`;
}

function byNumber(dialect: Dialect, input: { agentId: string; versionNumber: number }): Sql {
  return sql`
      select v."id" as "versionId", ${whole} as "weight"
      from ${versions(dialect)} v
      where v."agentId" = ${input.agentId}
        and v."versionNumber" = cast(${input.versionNumber} as integer)`;
}

function byKey(dialect: Dialect, { agentId, key }: { agentId: string; key: string }): Sql {
  return sql`
      select v."id" as "versionId", ${whole} as "weight"
      from ${versions(dialect)} v
      where v."agentId" = ${agentId}
        and v."idempotencyKey" = ${key}`;
}

function byPlace(dialect: Dialect, { agentId, ancestor }: { agentId: string; ancestor: number }): Sql {
  return sql`
      select v."id" as "versionId", ${whole} as "weight"
      from ${versions(dialect)} v
      where v."agentId" = ${agentId}
      order by v."versionNumber" desc
      limit 1
      offset cast(${ancestor} as bigint)`;
}

function byLabel(dialect: Dialect, { agentId, label }: { agentId: string; label: string }): Sql {
  return sql`
      select t."versionId", t."weight"
      from ${dialect.table(TABLE_AGENT_VERSION_LABEL_TARGETS)} t
      where t."agentId" = ${agentId}
        and t."label" = ${label}`;
}

/** An id comes before a label of the same name. */
function byName(dialect: Dialect, { agentId, name }: { agentId: string; name: string }): Sql {
  const id = byId(dialect, { agentId, id: name });
  return sql`${id}
      union all${byLabel(dialect, { agentId, label: name })}
        and not exists (${id}
        )`;
}

/** What the last move before a time says, whatever became of its versions since. */
function byLabelThen(dialect: Dialect, { agentId, label, at }: { agentId: string; label: string; at: Date }): Sql {
  return sql`
      select item.value ->> 'versionId' as "versionId", cast(item.value ->> 'weight' as integer) as "weight"
      from (
        select m."toTargets"
        from ${dialect.table(TABLE_AGENT_VERSION_LABEL_MOVES)} m
        where m."agentId" = ${agentId}
          and m."label" = ${label}
          and m."movedAt" <= ${dialect.time(at)}
        order by m."movedAt" desc, m."revision" desc
        limit 1
      ) move
      cross join ${dialect.items(sql`move."toTargets"`)}`;
}
