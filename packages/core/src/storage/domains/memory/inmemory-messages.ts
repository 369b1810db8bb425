/** Saving messages in memory: all of them or none. */
import { NotFoundError } from '../../../errors';
import { requireSameMessage } from './conflicts';
import { readMessageRow } from './inmemory-rows';
import type { InMemoryMemoryTables, MessageRow } from './inmemory-tables';
import { FOLLOWED_MS, type PreparedMessage } from './input-messages';

/**
 * Adds those messages that are not there yet, and returns a row for each.
 * @throws ConflictError, NotFoundError as {@link MemoryStorage.saveMessages} does
 */
export function saveMessageRows(tables: InMemoryMemoryTables, messages: readonly PreparedMessage[]): MessageRow[] {
  for (const message of messages) {
    const stored = tables.message(message.id);
    if (stored) requireSameMessage(readMessageRow(stored), message);
  }
  const added = messages.filter(({ id }) => !tables.message(id));
  const threadIds = [...new Set(added.map(({ threadId }) => threadId))];
  const missing = threadIds.find((threadId) => !tables.thread(threadId));
  if (missing !== undefined) throw new NotFoundError({ entity: 'thread', id: missing });
  addMessages(tables, { messages: added, threadIds });
  return messages.map(({ id }) => tables.message(id) as MessageRow);
}

function addMessages(
  tables: InMemoryMemoryTables,
  { messages, threadIds }: { messages: readonly PreparedMessage[]; threadIds: readonly string[] },
): void {
  const now = Date.now();
  const starts = new Map(threadIds.map((threadId) => [threadId, nextTime(tables, { threadId, now })]));
  for (const { content, canonical, position, ...message } of messages) {
    const start = starts.get(message.threadId) ?? now;
    const createdAt = message.createdAt?.getTime() ?? start + position;
    tables.addMessage({ ...message, createdAt, content: canonical });
    const followed = message.createdAt !== undefined && createdAt < now + FOLLOWED_MS;
    if (followed) starts.set(message.threadId, Math.max(start, createdAt + 1));
  }
  for (const threadId of threadIds) {
    const thread = tables.thread(threadId);
    if (thread) tables.setThread({ ...thread, updatedAt: now });
  }
}

/** The clock, or the first time after the messages that are dated a little ahead of it. */
function nextTime(tables: InMemoryMemoryTables, { threadId, now }: { threadId: string; now: number }): number {
  const last = tables.lastMessageBefore(threadId, now + FOLLOWED_MS);
  return last === undefined || last < now ? now : last + 1;
}
