/** Rows of a raw driver as the records that stores return, without the checks. */
import type { AgentVersion, AgentVersionSummary, CreateVersionInput, ListVersionsOutput } from '@agent-versions/core';
import type { ListPageInput } from '../workload/operations';

/** A version's row whose JSON is parsed and whose times are dates. */
export interface VersionRow {
  id: string;
  agentId: string;
  versionNumber: number;
  name: string | null;
  changedFields: string[] | null;
  changeMessage: string | null;
  createdBy: string | null;
  restoredFrom: string | null;
  idempotencyKey: string | null;
  contentHash: string;
  chainHash: string | null;
  createdAt: Date;
  redactedAt: Date | null;
  redactedBy: string | null;
  redactionReason: string | null;
}

/** What is absent has no key, as in the stores. */
export function toSummary(row: VersionRow): AgentVersionSummary {
  const { id, agentId, versionNumber, contentHash, createdAt } = row;
  const version: AgentVersionSummary = { id, agentId, versionNumber, contentHash, createdAt };
  if (row.name !== null) version.name = row.name;
  if (row.changedFields !== null) version.changedFields = row.changedFields;
  if (row.changeMessage !== null) version.changeMessage = row.changeMessage;
  if (row.createdBy !== null) version.createdBy = row.createdBy;
  if (row.restoredFrom !== null) version.restoredFrom = row.restoredFrom;
  if (row.idempotencyKey !== null) version.idempotencyKey = row.idempotencyKey;
  if (row.chainHash !== null) version.chainHash = row.chainHash;
  if (row.redactedAt !== null) version.redactedAt = row.redactedAt;
  if (row.redactedBy !== null) version.redactedBy = row.redactedBy;
  if (row.redactionReason !== null) version.redactionReason = row.redactionReason;
  return version;
}

/** The page as the stores return it. */
export function toPage<V extends AgentVersionSummary>(
  input: ListPageInput,
  { versions, total }: { versions: V[]; total: number },
): ListVersionsOutput<V> {
  const { page, perPage } = input;
  return { versions, total, page, perPage, hasMore: page * perPage < total };
}

/** What an append returns: its input, and what the database made. */
export function toCreated(
  input: CreateVersionInput,
  made: { id: string; versionNumber: number; createdAt: Date; contentHash: string },
): AgentVersion {
  const { agentId, snapshot, changedFields, changeMessage, createdBy } = input;
  return { ...made, agentId, snapshot, changedFields, changeMessage, createdBy };
}

/** Stands in for the hash, which only the stores compute. */
export const FILLER_HASH = '0'.repeat(64);
