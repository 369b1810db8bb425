/** Threads and messages to test with. */
import type {
  CreateThreadInput,
  MastraDBMessage,
  MemoryStorage,
  SaveMessage,
  StorageThreadType,
} from '@agent-versions/core';
import { countTo, freshId } from '../samples';

/** A new thread, of a resource of its own unless told otherwise. */
export function makeThread(memory: MemoryStorage, fields: Partial<CreateThreadInput> = {}): Promise<StorageThreadType> {
  return memory.createThread({ resourceId: freshId('resource'), ...fields });
}

/** A message as frameworks write them; each `turn` differs. */
export function sampleMessage(threadId: string, turn = 1): SaveMessage {
  return {
    id: freshId('message'),
    threadId,
    role: turn % 2 === 1 ? 'user' : 'assistant',
    content: [{ type: 'text', text: `Turn ${turn}` }],
  };
}

/** Saves `count` sample messages in one call. */
export async function saveSamples(
  memory: MemoryStorage,
  input: { threadId: string; count: number },
): Promise<MastraDBMessage[]> {
  const { messages } = await memory.saveMessages({
    messages: countTo(input.count).map((turn) => sampleMessage(input.threadId, turn)),
  });
  return messages;
}

/** The ids of the messages of a thread, all of them, oldest first. */
export async function messageIds(memory: MemoryStorage, threadId: string): Promise<string[]> {
  const { messages } = await memory.listMessages({ threadId, perPage: 1000 });
  return messages.map(({ id }) => id);
}

/** How many messages the thread says it has, without looking at them. */
export async function messageTotal(memory: MemoryStorage, threadId: string): Promise<number> {
  return (await memory.listMessages({ threadId, perPage: 1 })).total;
}
