/** Loading a history through a store's own door, for stores that have no other. */
import type { AgentVersionsStorage } from '@agent-versions/core';
import { type History, loadedVersions } from '../workload/histories';

/** How many saves are under way at once: enough to keep a queue busy, in order all the same. */
const BATCH = 50;

/** Creates every version of a history. */
export async function loadThroughStore(storage: AgentVersionsStorage, history: History): Promise<void> {
  let batch: Promise<unknown>[] = [];
  for (const { document, ...version } of loadedVersions(history)) {
    batch.push(storage.createVersion({ ...version, snapshot: document.snapshot }));
    if (batch.length < BATCH) continue;
    await Promise.all(batch);
    batch = [];
  }
  await Promise.all(batch);
}
