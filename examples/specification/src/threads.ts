/** Working with threads: create, read, update. */
import type { MastraStorage, StorageThreadType } from '@agent-versions/core';
import { openStorage } from './basic-setup';
import { byHand } from './by-hand';

/** The thread as it was read, and as it is after the update. */
export async function workWithThreads(
  storage: MastraStorage,
): Promise<{ retrieved: StorageThreadType | null | undefined; updated: StorageThreadType | undefined }> {
  // Create a new thread
  const thread = await storage.createThread({
    resourceId: 'resource-123',
    title: 'My Thread',
    metadata: { key: 'value' },
  });

  // Get thread by ID
  const memoryStore = await storage.getStore('memory');
  const retrievedThread = await memoryStore?.getThreadById({
    threadId: thread.id,
  });

  // Update thread (with the store from above: one scope has one `memoryStore`)
  const updated = await memoryStore?.updateThread({
    id: thread.id,
    title: 'Updated Title',
    metadata: { newKey: 'newValue' },
  });
  return { retrieved: retrievedThread, updated };
}

await byHand(import.meta.url, async ([url]) => {
  const storage = await openStorage(url);
  const result = await workWithThreads(storage);
  await storage.close();
  return result;
});
