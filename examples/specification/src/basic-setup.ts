/** Basic setup: Memory with the storage it opens by itself, and DefaultStorage used directly. */
import { DefaultStorage } from '@agent-versions/libsql';
import { Memory } from '@agent-versions/memory';
import { byHand } from './by-hand';

/** DefaultStorage is used automatically, on a file in the current folder. */
export function createMemory(): Memory {
  return new Memory({
    options: {
      lastMessages: 10,
      semanticRecall: false, // true wants an embedder and a vector search, and says so: no model comes with us
    },
  });
}

/** For direct storage usage or custom configurations. */
export async function openStorage(url = 'file:my-database.db'): Promise<DefaultStorage> {
  const storage = new DefaultStorage({
    name: 'my-storage',
    config: {
      url, // or 'file::memory:' for in-memory
    },
  });

  // Storage will auto-initialize tables on first use
  await storage.init();
  return storage;
}

await byHand(import.meta.url, async ([url]) => {
  const storage = await openStorage(url);
  const domains = Object.keys(storage.stores);
  await storage.close();
  const memory = createMemory();
  const thread = await memory.createThread({ resourceId: 'resource-123' });
  await memory.close();
  return { domains, thread };
});
