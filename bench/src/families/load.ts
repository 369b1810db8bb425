/** Loading a history: its agents through a store's own door, and its versions too where there is no other. */
import { ACTIVE_LABEL, type MastraStorage } from '@agent-versions/core';
import { activeNumber, agentId, type History, loadedDocument, loadedVersions, versionId } from '../workload/histories';

/** How many writes are under way at once: enough to keep a queue busy, in order all the same. */
const BATCH = 50;

/** Creates everything of a history. */
export async function loadThroughStore(storage: MastraStorage, history: History): Promise<void> {
  const versions = await storage.requireStore('agentVersions');
  await inBatches(loadedVersions(history), async ({ document, chainHash: _, ...version }) => {
    await versions.createVersion({ ...version, snapshot: document.snapshot });
  });
  await loadRecords(storage, history);
}

/** Creates the agents of a history whose versions are there, each as its newest version is, and activates one of them. */
export async function loadRecords(storage: MastraStorage, history: History): Promise<void> {
  const agents = await storage.requireStore('agents');
  const versions = await storage.requireStore('agentVersions');
  await inBatches(Array(history.agents).keys(), async (agent) => {
    const id = agentId(agent);
    const config = loadedDocument(history, agent, history.versions).snapshot;
    await agents.replaceAgent({ id, config, expected: 'none', versionNumber: history.versions });
    const served = versionId(history, agent, activeNumber(history));
    await versions.setLabel({ agentId: id, label: ACTIVE_LABEL, versionId: served });
  });
}

async function inBatches<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  let batch: Promise<void>[] = [];
  for (const item of items) {
    batch.push(work(item));
    if (batch.length < BATCH) continue;
    await Promise.all(batch);
    batch = [];
  }
  await Promise.all(batch);
}
