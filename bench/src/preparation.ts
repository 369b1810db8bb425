/** What a store does to every new version before it writes: check, canonical form, hash. No raw driver does it. */
import { prepareVersion } from '@agent-versions/core';
import { median } from './statistics';
import { snapshotDocuments } from './workload/snapshots';

/** Milliseconds that it takes for a snapshot of `bytes`, the median of `rounds` blocks. */
export function measurePreparation(bytes: number, rounds: number): number {
  const documents = snapshotDocuments(bytes);
  const times: number[] = [];
  for (let round = -3; round < rounds; round++) {
    const begun = performance.now();
    for (const { snapshot } of documents) prepareVersion({ agentId: 'agent-000000', snapshot, createdBy: 'user-42' });
    if (round >= 0) times.push((performance.now() - begun) / documents.length);
  }
  return median(times);
}
