/** Writing an agent's whole configuration in memory: a new record, or the next revision of one. */
import type { InMemoryDatabase } from '../../inmemory-database';
import { heaviestTarget } from '../agent-versions/label-targets';
import { ACTIVE_LABEL } from '../agent-versions/records';
import type { AgentRow } from './inmemory-table';

/** Stores a configuration as canonical JSON. A new record follows the label `active` from the start. */
export function writeAgent(
  db: InMemoryDatabase,
  input: { id: string; config: string; versionNumber: number | undefined; now?: number },
): AgentRow {
  const { id, config, versionNumber, now = Date.now() } = input;
  const before = db.agents.get(id);
  const row = before
    ? { ...before, config, versionNumber, revision: before.revision + 1, updatedAt: now }
    : { id, config, versionNumber, ...activeVersion(db, id), revision: 1, createdAt: now, updatedAt: now };
  db.agents.set(row);
  return row;
}

function activeVersion(db: InMemoryDatabase, id: string): Pick<AgentRow, 'activeVersionId' | 'activeRevision'> {
  const label = db.labels(id)?.get(ACTIVE_LABEL);
  return {
    activeVersionId: heaviestTarget(label?.targets ?? [])?.versionId,
    activeRevision: label?.revision ?? 0,
  };
}
