/** Working with messages: save some, read a page. */
import type { ListMessagesOutput, MastraStorage, StorageThreadType } from '@agent-versions/core';
import { openStorage } from './basic-setup';
import { byHand } from './by-hand';

/** The first page of the thread's messages. */
export async function workWithMessages(
  storage: MastraStorage,
  thread: StorageThreadType,
): Promise<ListMessagesOutput | undefined> {
  // Save messages
  const memoryStore = await storage.getStore('memory');
  await memoryStore?.saveMessages({
    messages: [
      {
        id: 'msg-1',
        threadId: thread.id,
        role: 'user',
        content: [{ type: 'text', text: 'Hello' }],
        createdAt: new Date(),
      },
    ],
  });

  // Get thread messages with pagination
  const result = await memoryStore?.listMessages({
    threadId: thread.id,
    page: 0,
    perPage: 50,
  });

  console.log(result?.messages); // MastraDBMessage[]; `?.`: a storage may lack the domain, and the compiler knows
  console.log(result?.total); // Total count
  console.log(result?.hasMore); // Whether more pages exist
  return result;
}

await byHand(import.meta.url, async ([url]) => {
  const storage = await openStorage(url);
  const memory = await storage.requireStore('memory');
  await memory.saveThread({ thread: { id: 'thread-1', resourceId: 'resource-123' } });
  await memory.deleteThread({ threadId: 'thread-1' }); // of the run before this one
  const thread = await storage.createThread({ id: 'thread-1', resourceId: 'resource-123' });
  const result = await workWithMessages(storage, thread);
  await storage.close();
  return result;
});
