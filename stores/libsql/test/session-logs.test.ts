/** A LibSQL database numbers and counts logs of sessions that are written past the store. */
import { LibSQLStore } from '@agent-versions/libsql';
import { createClient } from '@libsql/client';
import { expect, it } from 'vitest';
import type { SqlDatabase } from '../../sql/src/database';
import { updateSession } from '../../sql/src/domains/write-sessions';
import { sessionLogsSuite } from '../../sql/test/session-logs-suite';
import { LibSQLDatabase } from '../src/db/database';
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

it.each(['other', 'same'])(
  'an update does not replace a session made anew since it was read: of the %s agent',
  async (owner) => {
    const place = `file:${temporaryFile()}`;
    const storage = new LibSQLStore({ id: 'anew', url: place });
    const database = new LibSQLDatabase({ url: place });
    const agents = await storage.requireStore('agents');
    const sessions = await storage.requireStore('sessions');
    for (const id of ['same', 'other']) await agents.createAgent({ id });
    const { createdAt } = await sessions.createSession({
      id: 'session',
      mainAgentId: 'same',
      name: 'Old',
      userGoal: 'Old',
    });
    let writes = 0;
    const slow: SqlDatabase = {
      dialect: database.dialect,
      init: () => database.init(),
      close: () => database.close(),
      writeAfter: (query, next) => database.writeAfter(query, next),
      read: (query) => database.read(query),
      write: async (...queries) => {
        writes += 1;
        if (writes === 1) {
          await sessions.deleteSession('session');
          while (Date.now() <= createdAt.getTime()) await new Promise(setImmediate);
          await sessions.createSession({ id: 'session', mainAgentId: owner, name: 'New', userGoal: 'New' });
        }
        return database.write(...queries);
      },
    };
    const update = { id: 'session', userGoal: 'Changed', overrides: {} };
    const updated = await updateSession(slow, { update, limits: undefined });
    expect(updated).toMatchObject({ mainAgentId: owner, name: 'New', userGoal: 'Changed', revision: 2 });
    expect(await sessions.getSession('session')).toEqual(updated);
    expect(writes).toBe(2);
    await database.close();
    await storage.close();
  },
);
