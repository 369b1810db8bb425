/** The raw side's statements for SQLite, and its rows; the tables' trigger keeps the head rows. */
import type { AgentVersion, ListVersionsOutput } from '@agent-versions/core';
import type { LoadedVersion } from '../workload/histories';
import type { ListPageInput } from '../workload/operations';
import { toPage, toSummary, type VersionRow } from './records';
import type { DraftRow } from './saving';

const SUMMARY = `v."id", v."agentId", v."versionNumber", v."name", v."changedFields", v."changeMessage",
  v."createdBy", v."restoredFrom", v."idempotencyKey", v."contentHash", v."createdAt", v."chainHash",
  v."redactedAt", v."redactedBy", v."redactionReason"`;
const page = (columns: string) => `
  select (select h."versionCount" from mastra_agent_version_heads h where h."agentId" = ?1) as "total", ${columns}
  from mastra_agent_versions v
  where v."agentId" = ?1
    and v."versionNumber" <= (select h."headNumber" - ?2 from mastra_agent_version_heads h where h."agentId" = ?1)
  order by v."versionNumber" desc
  limit ?3`;
const INSERT = `
  insert into mastra_agent_versions (
    "id", "agentId", "versionNumber", "changedFields", "changeMessage", "createdBy", "contentHash", "createdAt",
    "chainHash", "snapshot"
  )`;

/** Rows of one `bulk` statement: far fewer are slower, and SQLite takes 32,766 values at most. */
export const BULK_ROWS = 1000;
const ROW = '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** Every statement, one per operation. */
export const STATEMENTS = {
  byId: `select ${SUMMARY}, v."snapshot" from mastra_agent_versions v where v."id" = ?`,
  byNumber: `
    select ${SUMMARY}, v."snapshot" from mastra_agent_versions v where v."agentId" = ? and v."versionNumber" = ?`,
  latest: `
    select ${SUMMARY}, v."snapshot" from mastra_agent_versions v where v."agentId" = ?
    order by v."versionNumber" desc limit 1`,
  page: page(`${SUMMARY}, v."snapshot"`),
  summaryPage: page(SUMMARY),
  count: 'select "versionCount" from mastra_agent_version_heads where "agentId" = ?',
  // its write lock is taken from the start, as a single insert's always is: no `begin immediate` needed
  append: `${INSERT}
    select ?, ?, coalesce((select "lastNumber" from mastra_agent_version_heads where "agentId" = ?), 0) + 1,
      ?, ?, ?, ?, ?, null, ?
    returning "versionNumber"`,
  draft: `
    select a."config", a."revision", a."versionNumber", h."headNumber", v."snapshot"
    from mastra_agents a
    join mastra_agent_version_heads h on h."agentId" = a."id"
    join mastra_agent_versions v on v."agentId" = a."id" and v."versionNumber" = h."headNumber"
    where a."id" = ?`,
  // a save is these two in a transaction: the revision guards the record, the unique number the head
  saveRecord: `
    update mastra_agents
    set "config" = ?, "versionNumber" = ?, "updatedAt" = ?, "revision" = "revision" + 1
    where "id" = ? and "revision" = ?`,
  saveVersion: `${INSERT} select ?, ?, ?, ?, ?, ?, ?, ?, null, ? where changes() = 1 returning "versionNumber"`,
  pointer: `
    select t."versionId" from mastra_agent_version_label_targets t where t."agentId" = ? and t."label" = 'active'`,
  active: `
    select t."versionId", v."snapshot"
    from mastra_agent_version_label_targets t
    join mastra_agent_versions v on v."id" = t."versionId"
    where t."agentId" = ? and t."label" = 'active'`,
  prune: `
    delete from mastra_agent_versions
    where "agentId" = ?1
      and "versionNumber" <= (select h."headNumber" - ?2 from mastra_agent_version_heads h where h."agentId" = ?1)
      and "id" not in (select t."versionId" from mastra_agent_version_label_targets t where t."agentId" = ?1)`,
  load: `${INSERT} values ${ROW}`,
  bulk: `${INSERT} values ${Array.from({ length: BULK_ROWS }, () => ROW).join(', ')}`,
};

/** The values of `load` for a row, and for each row of `bulk`. */
export function loadValues({ document, ...version }: LoadedVersion): (string | number)[] {
  return [
    version.id,
    version.agentId,
    version.versionNumber,
    JSON.stringify(version.changedFields),
    version.changeMessage,
    version.createdBy,
    document.contentHash,
    version.createdAt.toISOString(),
    version.chainHash,
    document.canonical,
  ];
}

/** A row as the engine returns it. */
export type EngineRow = Omit<VersionRow, 'changedFields' | 'createdAt' | 'redactedAt'> & {
  changedFields: string | null;
  createdAt: string;
  redactedAt: string | null;
  snapshot: string;
};

/** What a save begins with, as the engine returns it. */
export type EngineDraftRow = Omit<DraftRow, 'config' | 'snapshot'> & { config: string; snapshot: string };

/** The same with its JSON parsed. */
export function toDraftRow(row: EngineDraftRow): DraftRow {
  return { ...row, config: JSON.parse(row.config), snapshot: JSON.parse(row.snapshot) };
}

/** A version, or null where there is no row. */
export function toVersion(row: EngineRow | undefined): AgentVersion | null {
  return row ? wholeVersion(row) : null;
}

/** A page from its rows, each of which has the total. */
export function toVersionPage(
  input: ListPageInput,
  rows: readonly (EngineRow & { total: number })[],
): ListVersionsOutput {
  const read = input.includeSnapshot ? wholeVersion : (row: EngineRow) => toSummary(parsed(row)) as AgentVersion;
  return toPage(input, { versions: rows.map(read), total: rows[0]?.total ?? 0 });
}

function parsed(row: EngineRow): VersionRow {
  const changedFields = row.changedFields === null ? null : JSON.parse(row.changedFields);
  const redactedAt = row.redactedAt === null ? null : new Date(row.redactedAt);
  return { ...row, changedFields, redactedAt, createdAt: new Date(row.createdAt) };
}

function wholeVersion(row: EngineRow): AgentVersion {
  return { ...toSummary(parsed(row)), snapshot: JSON.parse(row.snapshot) };
}
