/** The statements that take in other stores' histories: many rows each, which travel as one JSON array. */
import {
  type AgentVersion,
  TABLE_AGENT_VERSION_DELETIONS,
  TABLE_AGENT_VERSION_HEADS,
  TABLE_AGENT_VERSIONS,
  type VersionDeletion,
} from '@agent-versions/core';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

/** Where a history must stand, and where it stands once the entries are in. */
export interface HeadAdvance {
  agentId: string;
  /** `lastNumber` so far; 0: there may be no head. */
  expected: number;
  /** The number of the last entry. */
  lastNumber: number;
  /** The newest version among the entries; null: there is none. */
  headNumber: number | null;
  /** How many versions are among the entries. */
  versionCount: number;
  /** The link of the last entry. */
  chainHash: string | null;
  /** For a new head. */
  floorNumber: number;
  floorHash: string | null;
}

/** What may be in the way of an import, one row. */
export interface ImportClaims {
  agentId: string;
  ids: readonly string[];
  idempotencyKeys: readonly string[];
}

const versions = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSIONS);
const heads = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_HEADS);
const deletions = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_DELETIONS);
const integer = (value: number | null): Sql => sql`cast(${value} as integer)`;
const field = (name: keyof AgentVersion | keyof VersionDeletion): Sql => raw(`item.value ->> '${name}'`);

/**
 * Brings the head to where the entries end. A head that stands elsewhere would be left without a number, which its
 * column refuses: so the whole write comes to nothing. Its lock keeps all others out until the entries are in.
 */
export function advanceHead(dialect: Dialect, advance: HeadAdvance): Sql {
  const { agentId, expected, headNumber } = advance;
  const count = integer(dialect.headFollowsInserts ? 0 : advance.versionCount);
  return sql`
    insert into ${heads(dialect)} as h (
      "agentId", "lastNumber", "headNumber", "versionCount", "chainHash", "floorNumber", "floorHash"
    )
    select
      ${agentId},
      case
        when ${integer(expected)} = 0 or exists (select 1 from ${heads(dialect)} o where o."agentId" = ${agentId})
        then ${integer(advance.lastNumber)}
      end,
      coalesce(${integer(headNumber)}, 0),
      ${count},
      cast(${advance.chainHash} as text),
      ${integer(advance.floorNumber)},
      cast(${advance.floorHash} as text)
    where true
    on conflict ("agentId") do update set
      "lastNumber" = case when h."lastNumber" = ${integer(expected)} then excluded."lastNumber" end,
      "headNumber" = coalesce(${integer(headNumber)}, h."headNumber"),
      "versionCount" = h."versionCount" + ${count},
      "chainHash" = excluded."chainHash"`;
}

/** Inserts versions as they are; `rows` is a JSON array of their columns. */
export function insertVersions(dialect: Dialect, rows: string): Sql {
  const time = (name: 'createdAt' | 'redactedAt') => dialect.typed(field(name), 'timestamp');
  return sql`
    insert into ${versions(dialect)} (
      "id", "agentId", "versionNumber", "name", "changedFields", "changeMessage", "createdBy", "restoredFrom",
      "idempotencyKey", "contentHash", "createdAt", "chainHash", "redactedAt", "redactedBy", "redactionReason",
      "snapshot"
    )
    select
      ${field('id')},
      ${field('agentId')},
      cast(${field('versionNumber')} as integer),
      ${field('name')},
      item.value -> 'changedFields',
      ${field('changeMessage')},
      ${field('createdBy')},
      ${field('restoredFrom')},
      ${field('idempotencyKey')},
      ${field('contentHash')},
      ${time('createdAt')},
      ${field('chainHash')},
      ${time('redactedAt')},
      ${field('redactedBy')},
      ${field('redactionReason')},
      item.value -> 'snapshot'
    from ${dialect.items(dialect.json(rows))}`;
}

/** Inserts what is left of deleted versions; `rows` as for {@link insertVersions}. */
export function insertImportedDeletions(dialect: Dialect, rows: string): Sql {
  const time = (name: 'createdAt' | 'deletedAt') => dialect.typed(field(name), 'timestamp');
  return sql`
    insert into ${deletions(dialect)} (
      "agentId", "versionNumber", "versionId", "contentHash", "chainHash", "changeMessage", "createdBy", "createdAt",
      "deletedBy", "reason", "deletedAt"
    )
    select
      ${field('agentId')},
      cast(${field('versionNumber')} as integer),
      ${field('versionId')},
      ${field('contentHash')},
      ${field('chainHash')},
      ${field('changeMessage')},
      ${field('createdBy')},
      ${time('createdAt')},
      ${field('deletedBy')},
      ${field('reason')},
      ${time('deletedAt')}
    from ${dialect.items(dialect.json(rows))}`;
}

/** What stands in the way of an import: where the head is, and who has an id, a key or a number already. */
export function selectImportObstacles(dialect: Dialect, { agentId, ids, idempotencyKeys }: ImportClaims): Sql {
  return sql`
    select
      h."lastNumber",
      (select max(v."versionNumber") from ${versions(dialect)} v where v."agentId" = ${agentId}) as "maxNumber",
      (select max(d."versionNumber") from ${deletions(dialect)} d where d."agentId" = ${agentId}) as "maxDeleted",
      taken."id" as "takenId",
      taken."versionNumber" as "takenNumber",
      keyed."idempotencyKey",
      keyed."contentHash" as "keyedHash"
    from (select 1 as "one") once
    left join ${heads(dialect)} h on h."agentId" = ${agentId}
    left join (
      select v."id", v."versionNumber"
      from ${versions(dialect)} v
      where v."id" in (${dialect.textList(ids)})
      limit 1
    ) taken on true
    left join (
      select v."idempotencyKey", v."contentHash"
      from ${versions(dialect)} v
      where v."agentId" = ${agentId}
        and v."idempotencyKey" in (${dialect.textList(idempotencyKeys)})
      limit 1
    ) keyed on true`;
}
