/** Saving messages: all of them or none, each once. */
import {
  type MastraDBMessage,
  NotFoundError,
  type PreparedMessage,
  present,
  requireSameMessage,
} from '@agent-versions/core';
import { ConstraintError, type SqlDatabase } from '../database';
import { jsonArrays } from '../json-batches';
import { readMessage, readMessageTime } from '../rows-memory';
import { selectThreadIds } from '../statements/memory';
import { insertMessages, selectMessages } from '../statements/messages';
import { insertOnce } from './insert-once';
import { inPartsOfLength } from './parts';

/**
 * Stores those messages that are not there yet, and returns all of them as stored.
 * @throws ConflictError, NotFoundError as {@link MemoryStorage.saveMessages} does
 */
export function saveMessages(db: SqlDatabase, messages: readonly PreparedMessage[]): Promise<MastraDBMessage[]> {
  return insertOnce<PreparedMessage, MastraDBMessage>(messages, {
    keyOf: ({ id }) => id,
    insert: (missing) => insertAll(db, missing),
    find: (missing) => findThem(db, missing),
    check: requireSameMessage,
  });
}

async function insertAll(db: SqlDatabase, messages: readonly PreparedMessage[]): Promise<MastraDBMessage[]> {
  const insert = insertMessages(db.dialect, { rows: jsonArrays(messages.map(rowJson)), dated: datedJson(messages) });
  for (;;) {
    try {
      const [rows = []] = await db.write(insert);
      const times = new Map(rows.map((row) => [row.id, readMessageTime(db.dialect, row)]));
      return messages.map(({ canonical, position, ...message }) =>
        present({ ...message, createdAt: times.get(message.id) as Date }),
      );
    } catch (error) {
      if (!(error instanceof ConstraintError) || error.kind !== 'foreign_key') throw error;
      await requireThreads(db, { messages, cause: error });
    }
  }
}

function rowJson({ canonical, ...message }: PreparedMessage): string {
  return JSON.stringify({ ...message, content: canonical });
}

function datedJson(messages: readonly PreparedMessage[]): string {
  const dated = messages.filter(({ createdAt }) => createdAt !== undefined);
  return JSON.stringify(dated.map(({ threadId, position, createdAt }) => ({ threadId, position, createdAt })));
}

/** As the caller gave them, so that every store names the same one in an error. */
function asGiven(messages: readonly PreparedMessage[]): PreparedMessage[] {
  return [...messages].sort((left, right) => left.position - right.position);
}

/** Returns where all threads are there by now: then the insert may be tried again. */
async function requireThreads(
  db: SqlDatabase,
  { messages, cause }: { messages: readonly PreparedMessage[]; cause: Error },
): Promise<void> {
  const ids = [...new Set(asGiven(messages).map(({ threadId }) => threadId))];
  const found = new Set((await db.read(selectThreadIds(db.dialect, ids))).map(({ id }) => id));
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw new NotFoundError({ entity: 'thread', id: missing }, { cause });
}

/** In several reads where they are long. */
async function findThem(db: SqlDatabase, messages: readonly PreparedMessage[]): Promise<MastraDBMessage[]> {
  const found: MastraDBMessage[] = [];
  for (const part of inPartsOfLength(messages, ({ canonical }) => canonical.length)) {
    const ids = part.map(({ id }) => id);
    const rows = await db.read(selectMessages(db.dialect, ids));
    for (const row of rows) found.push(readMessage(db.dialect, row));
  }
  return found;
}
