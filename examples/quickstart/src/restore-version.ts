/** Restores an old version: its content becomes the newest version and what is being edited. */
import type { AgentVersion } from '@agent-versions/core';
import { changedFields } from './difference';
import type { Domains } from './import-histories';

/** The version that was made, and whether this call made it or an earlier one. */
export interface RestoreOutput {
  version: AgentVersion;
  created: boolean;
}

/** Makes `old` the newest version again, once: a second call finds what the first one made. */
export async function restoreVersion({ agents, versions }: Domains, old: AgentVersion): Promise<RestoreOutput> {
  const { agentId, snapshot } = old;
  const head = await versions.getLatestVersion(agentId);
  const version = await versions.createVersion({
    agentId,
    snapshot,
    restoredFrom: old.id,
    changedFields: changedFields(head?.snapshot ?? {}, snapshot),
    changeMessage: `Restore version ${old.versionNumber}`,
    createdBy: 'quickstart',
    expected: head?.versionNumber ?? 'none', // refused when somebody saves in between
    idempotencyKey: `restore-${old.versionNumber}`,
  });
  const created = version.versionNumber > (head?.versionNumber ?? 0);
  const remove = Object.keys(head?.snapshot ?? {}).filter((field) => !(field in snapshot));
  if (created) await agents.updateAgent({ id: agentId, changes: snapshot, remove });
  return { version, created };
}
