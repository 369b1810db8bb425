/** The raw side's statements for Postgres, on the tables of one schema. */
import { escapeIdentifier } from 'pg';

const SUMMARY = `v."id", v."agentId", v."versionNumber", v."name", v."changedFields", v."changeMessage",
  v."createdBy", v."restoredFrom", v."idempotencyKey", v."contentHash", v."createdAt", v."chainHash",
  v."redactedAt", v."redactedBy", v."redactionReason"`;
const INSERTED = `"id", "agentId", "versionNumber", "changedFields", "changeMessage", "createdBy", "contentHash",
        "createdAt", "chainHash", "snapshot"`;

/** The name of a statement. */
export type PostgresStatement = keyof ReturnType<typeof postgresStatements>;

/** Every statement, one per operation but for the save, which is two. */
export function postgresStatements(schema: string) {
  const table = (name: string) => `${escapeIdentifier(schema)}."mastra_${name}"`;
  return { ...reads(table), ...writes(table), ...manyAtOnce(table) };
}

type Table = (name: string) => string;

function reads(table: Table) {
  const versions = table('agent_versions');
  const heads = table('agent_version_heads');
  const targets = table('agent_version_label_targets');
  const page = (columns: string) => `
    select (select h."versionCount" from ${heads} h where h."agentId" = $1) as "total", ${columns}
    from ${versions} v
    where v."agentId" = $1
      and v."versionNumber" <= (select h."headNumber" - $2::int from ${heads} h where h."agentId" = $1)
    order by v."versionNumber" desc
    limit $3`;
  return {
    byId: `select ${SUMMARY}, v."snapshot" from ${versions} v where v."id" = $1`,
    byNumber: `select ${SUMMARY}, v."snapshot" from ${versions} v where v."agentId" = $1 and v."versionNumber" = $2`,
    latest: `
      select ${SUMMARY}, v."snapshot" from ${versions} v where v."agentId" = $1
      order by v."versionNumber" desc limit 1`,
    summaryPage: page(SUMMARY),
    page: page(`${SUMMARY}, v."snapshot"`),
    count: `select h."versionCount" from ${heads} h where h."agentId" = $1`,
    pointer: `select t."versionId" from ${targets} t where t."agentId" = $1 and t."label" = 'active'`,
    active: `
      select t."versionId", v."snapshot" from ${targets} t join ${versions} v on v."id" = t."versionId"
      where t."agentId" = $1 and t."label" = 'active'`,
    draft: `
      select a."config", a."revision", a."versionNumber", h."headNumber", v."snapshot"
      from ${table('agents')} a
      join ${heads} h on h."agentId" = a."id"
      join ${versions} v on v."agentId" = a."id" and v."versionNumber" = h."headNumber"
      where a."id" = $1`,
  };
}

function writes(table: Table) {
  const heads = table('agent_version_heads');
  return {
    append: `
      with head as (
        insert into ${heads} as h ("agentId", "lastNumber", "headNumber", "versionCount")
        values ($2, 1, 1, 1)
        on conflict ("agentId") do update set
          "lastNumber" = h."lastNumber" + 1,
          "headNumber" = h."lastNumber" + 1,
          "versionCount" = h."versionCount" + 1
        returning "lastNumber"
      )
      insert into ${table('agent_versions')} (${INSERTED})
      select $1, $2, head."lastNumber", $3, $4, $5, $6, clock_timestamp(), null, $7 from head
      returning "versionNumber", "createdAt"`,
    // the revision guards the record; the number, which is unique, guards the head
    save: `
      with record as (
        update ${table('agents')}
        set "config" = $3, "versionNumber" = $4, "revision" = $5::int + 1, "updatedAt" = clock_timestamp()
        where "id" = $2 and "revision" = $5::int
        returning "id"
      ), head as (
        update ${heads} h
        set "lastNumber" = $4, "headNumber" = $4, "versionCount" = h."versionCount" + 1
        from record
        where h."agentId" = record."id"
      )
      insert into ${table('agent_versions')} (${INSERTED})
      select $1, record."id", $4, $6, $7, $8, $9, clock_timestamp(), null, $3 from record
      returning "createdAt"`,
  };
}

function manyAtOnce(table: Table) {
  const versions = table('agent_versions');
  const heads = table('agent_version_heads');
  return {
    prune: `
      delete from ${versions}
      where "agentId" = $1
        and "versionNumber" <= (select h."headNumber" - $2::int from ${heads} h where h."agentId" = $1)
        and "id" not in (select t."versionId" from ${table('agent_version_label_targets')} t where t."agentId" = $1)`,
    bulk: `
      with rows as (
        insert into ${versions} (${INSERTED})
        select * from unnest(
          $1::text[], $2::text[], $3::int[], $4::jsonb[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
          $9::text[], $10::jsonb[]
        )
        returning "agentId", "versionNumber"
      )
      insert into ${heads} as h ("agentId", "lastNumber", "headNumber", "versionCount")
      select "agentId", max("versionNumber"), max("versionNumber"), count(*) from rows group by "agentId"
      on conflict ("agentId") do update set
        "lastNumber" = excluded."lastNumber",
        "headNumber" = excluded."headNumber",
        "versionCount" = h."versionCount" + excluded."versionCount"`,
  };
}
