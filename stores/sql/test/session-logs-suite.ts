/** What the database itself keeps of logs, whoever writes them. */
import type { MastraStorage, SessionsStorage, StorageSession } from '@agent-versions/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A store, and a way past it. */
export interface SessionLogsSubject {
  storage: MastraStorage;
  /** The full name of one of our tables, quoted. */
  table(name: string): string;
  /** Runs SQL past the store. */
  run(text: string): Promise<unknown>;
  close(): Promise<void>;
}

const LOGS = 'mastra_session_logs';

/** Defines the tests on a subject of their own. */
export function sessionLogsSuite(open: () => Promise<SessionLogsSubject>): void {
  describe('logs of sessions, past the store', () => {
    let subject: SessionLogsSubject;
    let sessions: SessionsStorage;
    let session: StorageSession;

    beforeAll(async () => {
      subject = await open();
      sessions = await subject.storage.requireStore('sessions');
      const { id: mainAgentId } = await (await subject.storage.requireStore('agents')).createAgent({});
      session = await sessions.createSession({ id: 'session', mainAgentId });
    });
    afterAll(() => subject.close());

    const append = () => sessions.appendSessionLog({ sessionId: 'session', role: 'user', type: 'message', content: 1 });

    it('are numbered and counted when SQL inserts them', async () => {
      await append();
      await subject.run(insertion(subject));
      await subject.run(insertion(subject));
      expect((await append()).id).toBe(4);
      expect(await sessions.listSessionLogs({ sessionId: 'session' })).toMatchObject({
        logs: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }],
        total: 4,
      });
    });

    it('are counted when SQL deletes them, and their ids are not used again', async () => {
      await subject.run(`delete from ${subject.table(LOGS)} where "id" >= 3`);
      expect(await sessions.countSessionLogs('session')).toBe(2);
      await subject.run(insertion(subject));
      const [last] = await sessions.getLatestSessionLogs({ sessionId: 'session', limit: 1 });
      expect(last?.id).toBe(5);
      expect(await sessions.countSessionLogs('session')).toBe(3);
    });

    it('keep their session and their id', async () => {
      const table = subject.table(LOGS);
      await expect(subject.run(`update ${table} set "id" = 9 where "id" = 1`)).rejects.toThrow();
      await expect(subject.run(`update ${table} set "sessionId" = 'other' where "id" = 1`)).rejects.toThrow();
      await subject.run(`update ${table} set "content" = '"edited"' where "id" = 1`);
      expect(await sessions.getSessionLog({ sessionId: 'session', id: 1 })).toMatchObject({ content: 'edited' });
    });

    it('are no change of the session', async () => {
      expect(await sessions.getSession('session')).toEqual(session);
    });
  });
}

/** Names the next id as SQLite needs it. */
function insertion({ table }: SessionLogsSubject): string {
  return `insert into ${table(LOGS)} ("sessionId", "id", "role", "type", "createdAt", "updatedAt", "content")
    values (
      'session',
      (select "lastLogId" + 1 from ${table('mastra_sessions')} where "id" = 'session'),
      'tool', 'action', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '{}'
    )`;
}
