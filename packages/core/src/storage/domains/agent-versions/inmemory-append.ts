/** Appending to a history in memory. */
import type { InMemoryDatabase } from '../../inmemory-database';
import { present } from '../../present';
import { agentMovedOn } from '../agents/conflicts';
import { writeAgent } from '../agents/inmemory-write';
import { chainLink } from './chain';
import { headMovedOn, idempotencyKeyReused, versionIdTaken, versionNumberNotNext } from './conflicts';
import type { InMemoryHistory } from './inmemory-history';
import { moveLabel } from './inmemory-moves';
import { readVersion, readVersionSummary, type VersionRow } from './inmemory-rows';
import type { PreparedVersion } from './input';
import { type AgentVersion, WHOLE_LABEL } from './records';

/** Appends a version, with its labels and the agent's record. */
export function appendVersion(db: InMemoryDatabase, version: PreparedVersion): AgentVersion {
  const history = db.history(version.agentId);
  const first = firstUnderKey(version, history);
  if (first) return first;
  refuseObstacles(db, version, history);
  const row = linkedRow(version, history);
  storeVersion(db, row);
  const { agentId, createdBy: movedBy, changeMessage: reason } = version;
  if (version.record !== undefined) {
    const now = version.createdAt ? Date.now() : row.createdAt; // one step has one clock
    writeAgent(db, { id: agentId, config: row.canonical, versionNumber: row.versionNumber, now });
  }
  for (const label of version.labels) {
    moveLabel(db, { agentId, label, movedBy, reason }, [{ versionId: row.id, weight: WHOLE_LABEL }]);
  }
  return { ...readVersionSummary(row), snapshot: version.snapshot };
}

/** Adds a version of the next number, and tells of it. */
export function storeVersion(db: InMemoryDatabase, row: VersionRow): void {
  db.openHistory(row.agentId).append(row);
  db.versions.set(row.id, row);
  const { agentId, id: versionId, versionNumber, createdBy, restoredFrom } = row;
  const event = { agentId, at: new Date(), versionId, versionNumber, createdBy };
  if (restoredFrom === undefined) db.events.add(present({ type: 'version.created', ...event }));
  else db.events.add(present({ type: 'version.restored', ...event, restoredFrom }));
}

function linkedRow(version: PreparedVersion, history: InMemoryHistory | undefined): VersionRow {
  const { snapshot: _, expected: __, labels: ___, record: ____, entryHash, ...rest } = version;
  const createdAt = version.createdAt ?? new Date();
  const versionNumber = history?.nextNumber ?? 1;
  const chainHash = chainLink({ previous: history?.state.chainHash, versionNumber, createdAt, entryHash });
  return { ...rest, versionNumber, chainHash, createdAt: createdAt.getTime(), redactedAt: undefined };
}

/** What the same call made before, if it carried a key. */
function firstUnderKey(
  { idempotencyKey, contentHash }: PreparedVersion,
  history: InMemoryHistory | undefined,
): AgentVersion | null {
  if (idempotencyKey === undefined) return null;
  const first = history?.byIdempotencyKey(idempotencyKey);
  if (!first) return null;
  if (first.contentHash === contentHash) return readVersion(first);
  throw idempotencyKeyReused({ idempotencyKey, expected: contentHash, actual: first.contentHash });
}

/** The order in which every store looks for what is in the way. */
function refuseObstacles(db: InMemoryDatabase, version: PreparedVersion, history: InMemoryHistory | undefined): void {
  const { id, agentId, expected, versionNumber, record } = version;
  const actual = history?.head?.versionNumber ?? 0;
  if (expected !== undefined && expected !== actual) throw headMovedOn({ agentId, expected, actual });
  const next = history?.nextNumber ?? 1;
  if (versionNumber !== undefined && versionNumber !== next) {
    throw versionNumberNotNext({ agentId, versionNumber, next });
  }
  const taken = db.versions.get(id);
  if (taken) throw versionIdTaken({ id, versionNumber: taken.versionNumber });
  const revision = db.agents.get(agentId)?.revision ?? 0;
  if (record !== undefined && record !== revision) {
    throw agentMovedOn({ id: agentId, expected: record, actual: revision });
  }
}
