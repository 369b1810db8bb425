/** Configurations on their way to become snapshots. */
import { canonicalJson } from '../json/canonical';
import { contentHash } from '../json/hash';
import { STORABLE_CEILINGS } from '../json/limits';
import { toStorable } from '../json/storable';
import type { JsonObject } from '../json/types';
import type { AgentConfig } from '../storage/types';
import type { VersioningContext } from './context';
import type { VersioningAction } from './types';

/** A configuration as it will be stored. */
export interface Snapshot {
  /** JSON through and through. */
  config: AgentConfig;
  contentHash: string;
}

/** A snapshot of a configuration that is JSON already. */
export function snapshotOf(config: AgentConfig): Snapshot {
  return { config, contentHash: contentHash(canonicalJson(config as JsonObject)) };
}

/** What the hook leaves of a configuration that is JSON already. The store's own limits come later. */
export async function hookedSnapshot(
  context: VersioningContext,
  input: { config: AgentConfig; agentId: string; action: VersioningAction },
): Promise<Snapshot> {
  const { config, agentId, action } = input;
  if (!context.hasHook) return snapshotOf(config);
  const hooked = await context.beforeStore(structuredClone(config), { agentId, action });
  const { value, canonical } = toStorable(hooked, { path: 'beforeStore', limits: STORABLE_CEILINGS });
  return { config: value, contentHash: contentHash(canonical) };
}
