/** A LibSQL database numbers and counts logs of sessions that are written past the store. */
import { LibSQLStore } from '@agent-versions/libsql';
import { createClient } from '@libsql/client';
import { expect, it } from 'vitest';
import { sessionLogsSuite } from '../../sql/test/session-logs-suite';
import { temporaryFile } from './support/temporary-folder';

const url = `file:${temporaryFile()}`;

sessionLogsSuite(async () => {
  const client = createClient({ url });
  const storage = new LibSQLStore({ id: 'session-logs', url });
  return {
    storage,
    table: (name) => `"${name}"`,
    run: (text) => client.execute(text),
    close: async () => {
      client.close();
      await storage.close();
    },
  };
});

it('refuses any id but the next one', async () => {
  const client = createClient({ url });
  const insertion = (verb: string, id: number) =>
    client.execute(`${verb} into "mastra_session_logs"
      ("sessionId", "id", "role", "type", "createdAt", "updatedAt", "content")
      values ('session', ${id}, 'tool', 'action', '', '', '{}')`);
  try {
    await expect(insertion('insert or replace', 1)).rejects.toThrow(/one more than/);
    await expect(insertion('insert', 3)).rejects.toThrow(/one more than/);
    await expect(insertion('insert', 900)).rejects.toThrow(/one more than/);
  } finally {
    client.close();
  }
});
