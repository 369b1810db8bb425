/** The raw side's statements for SQLite, and its rows; the tables' trigger keeps the head rows. */
import type { AgentVersion, ListVersionsOutput } from '@agent-versions/core';
import type { ListPageInput } from '../workload/operations';
import { toPage, toSummary, type VersionRow } from './records';

const SUMMARY = `v."id", v."agentId", v."versionNumber", v."name", v."changedFields", v."changeMessage",
  v."createdBy", v."restoredFrom", v."idempotencyKey", v."contentHash", v."createdAt"`;
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
    "snapshot"
  )`;

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
      ?, ?, ?, ?, ?, ?
    returning "versionNumber"`,
  load: `${INSERT} values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
};

/** A row as the engine returns it. */
export type EngineRow = Omit<VersionRow, 'changedFields' | 'createdAt'> & {
  changedFields: string | null;
  createdAt: string;
  snapshot: string;
};

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
  return { ...row, changedFields, createdAt: new Date(row.createdAt) };
}

function wholeVersion(row: EngineRow): AgentVersion {
  return { ...toSummary(parsed(row)), snapshot: JSON.parse(row.snapshot) };
}
