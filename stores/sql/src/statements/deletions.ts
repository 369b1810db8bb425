/**
 * The statements that take versions away and keep what must be left of them. Those of one write name the same versions
 * again, under the agent's lock: one records them, one tells of them, one deletes them.
 */
import {
  TABLE_AGENT_VERSION_DELETIONS,
  TABLE_AGENT_VERSION_EVENTS,
  TABLE_AGENT_VERSION_LABEL_TARGETS,
  TABLE_AGENT_VERSIONS,
} from '@agent-versions/core';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

/** Who deletes, and why; null: nobody said. */
export interface DeletionNoteRow {
  deletedBy: string | null;
  reason: string | null;
}

/** Which versions are meant, as a subquery of one column, their ids. */
export type Victims = Sql;

/** What may be pruned, fully said. */
export interface PruneSelection {
  agentId: string;
  /** Numbers after this one … */
  after: number;
  /** … up to this one. */
  through: number;
  before: Date | undefined;
  keepNamed: boolean;
  limit: number;
}

const versions = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSIONS);

/** One version, labelled or not. */
export function victimOfId(dialect: Dialect, id: string): Victims {
  return sql`
      select v."id"
      from ${versions(dialect)} v
      where v."id" = ${id}`;
}

/** All versions of an agent, labelled or not. */
export function victimsOfAgent(dialect: Dialect, agentId: string): Victims {
  return sql`
      select v."id"
      from ${versions(dialect)} v
      where v."agentId" = ${agentId}`;
}

/** The oldest of those that may be pruned. */
export function victimsOfPruning(dialect: Dialect, selection: PruneSelection): Victims {
  return sql`
      select v."id"${prunable(dialect, selection)}`;
}

/** The same versions, as they would be returned. */
export function selectPrunable(dialect: Dialect, selection: PruneSelection): Sql {
  return sql`
      select v."id", v."versionNumber", v."name", v."createdAt"${prunable(dialect, selection)}`;
}

function prunable(dialect: Dialect, { agentId, after, through, before, keepNamed, limit }: PruneSelection): Sql {
  return sql`
      from ${versions(dialect)} v
      where v."agentId" = ${agentId}
        and v."versionNumber" > cast(${after} as integer)
        and v."versionNumber" <= cast(${through} as integer)${
          before === undefined ? empty : sql`\n        and v."createdAt" < ${dialect.time(before)}`
        }${keepNamed ? sql`\n        and v."name" is null` : empty}
        and not exists (
          select 1
          from ${dialect.table(TABLE_AGENT_VERSION_LABEL_TARGETS)} t
          where t."versionId" = v."id"
        )
      order by v."versionNumber"
      limit cast(${limit} as bigint)`;
}

/** Keeps what the chain needs of versions that are about to go, and who took them away. */
export function insertDeletions(dialect: Dialect, victims: Victims, note: DeletionNoteRow): Sql {
  return sql`
    insert into ${dialect.table(TABLE_AGENT_VERSION_DELETIONS)} (
      "agentId", "versionNumber", "versionId", "contentHash", "chainHash", "changeMessage", "createdBy", "createdAt",
      "deletedBy", "reason", "deletedAt"
    )
    select
      v."agentId",
      v."versionNumber",
      v."id",
      v."contentHash",
      v."chainHash",
      v."changeMessage",
      v."createdBy",
      v."createdAt",
      cast(${note.deletedBy} as text),
      cast(${note.reason} as text),
      ${dialect.now}
    from ${versions(dialect)} v
    where v."id" in (${victims}
    )`;
}

/** Tells of versions that are about to go, if there are any. */
export function insertPrunedEvent(dialect: Dialect, victims: Victims, note: DeletionNoteRow): Sql {
  const payload = sql`'{"versionNumbers":[' || gone."numbers" || cast(${`]${noteTail(note)}`} as text)`;
  return sql`
    insert into ${dialect.table(TABLE_AGENT_VERSION_EVENTS)} ("type", "agentId", "at", "payload")
    select 'versions.pruned', gone."agentId", ${dialect.now}, ${dialect.typed(payload, 'jsonb')}
    from (
      select min(o."agentId") as "agentId", string_agg(o."number", ',') as "numbers"
      from (
        select v."agentId", cast(v."versionNumber" as text) as "number"
        from ${versions(dialect)} v
        where v."id" in (${victims}
        )
        order by v."versionNumber"
      ) o
    ) gone
    where gone."agentId" is not null`;
}

/** Deletes versions and returns them, in no order; the database refuses while a label points at one. */
export function deleteVersions(dialect: Dialect, victims: Victims): Sql {
  return sql`
    delete from ${versions(dialect)}
    where "id" in (${victims}
    )
    returning "id", "versionNumber", "name", "createdAt"`;
}

/** The end of an event's JSON object: a note's fields as far as they are there, and the brace. */
export function noteTail({ deletedBy, reason }: DeletionNoteRow): string {
  const fields = JSON.stringify({ deletedBy: deletedBy ?? undefined, reason: reason ?? undefined }).slice(1);
  return fields === '}' ? fields : `,${fields}`;
}
