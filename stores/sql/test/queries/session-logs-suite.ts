/** SessionLogQueries beside the domain `sessions`: what one writes the other reads. */
import type { SessionsStorage } from '@agent-versions/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionLogQuerySet } from '../../src/index';
import { type Argument, one, type QuerySubject } from './subject';

const AT = '2026-10-25T00:59:59.001Z';
const CONTENT = { text: 'Größe "quoted" 🌍', files: ['/src/auth/login.ts'], exact: 0.30000000000000004, none: null };

/** The 8 arguments of `insert`, in their order. */
function log(sessionId: string, changes: Record<string, Argument> = {}): Argument[] {
  const row: Record<string, Argument> = {
    session_id: sessionId,
    parent_id: null,
    role: 'user',
    type: 'message',
    content: JSON.stringify(CONTENT),
    metadata: null,
    created_at: AT,
    updated_at: AT,
  };
  return Object.values({ ...row, ...changes });
}

/** Tries every text of {@link SessionLogQuerySet}. */
export function sessionLogQueriesSuite(open: () => Promise<QuerySubject>): void {
  describe('SessionLogQueries', () => {
    let subject: QuerySubject;
    let queries: SessionLogQuerySet;
    let sessions: SessionsStorage;
    let id: string;

    beforeAll(async () => {
      subject = await open();
      queries = subject.queries.SessionLogQueries;
      sessions = await subject.storage.requireStore('sessions');
      await (await subject.storage.requireStore('agents')).createAgent({ id: 'agent' });
    });
    beforeEach(async () => {
      ({ id } = await sessions.createSession({ mainAgentId: 'agent' }));
    });
    afterAll(() => subject.close());

    /** Appends one by the domain. */
    const append = (content: string) => {
      return sessions.appendSessionLog({ sessionId: id, role: 'agent', type: 'thought', content });
    };

    describe('insert', () => {
      it('stores what appendSessionLog would have stored, and returns the id that it got', async () => {
        await append('first');
        const inserted = await subject.run(queries.insert, log(id, { parent_id: 1, metadata: '{"seen": true}' }));
        expect(inserted).toEqual([{ id: 2 }]);
        expect(await sessions.getSessionLog({ sessionId: id, id: 2 })).toEqual({
          ...{ sessionId: id, id: 2, parentId: 1, role: 'user', type: 'message', content: CONTENT },
          ...{ metadata: { seen: true }, createdAt: new Date(AT), updatedAt: new Date(AT) },
        });
        expect((await append('third')).id).toBe(3);
        expect(await sessions.countSessionLogs(id)).toBe(3);
      });

      it('takes the clock for times that are null, and JSON null for a content', async () => {
        await subject.run(queries.insert, log(id, { content: 'null', created_at: null, updated_at: null }));
        const stored = await sessions.getSessionLog({ sessionId: id, id: 1 });
        expect(stored?.content).toBeNull();
        expect(stored?.updatedAt).toEqual(stored?.createdAt);
        expect(stored).not.toHaveProperty('metadata');
      });

      it.each([
        ['a session that is not there', { session_id: 'nowhere' }],
        ['a parent that is not there', { parent_id: 7 }],
        ['a role that is none', { role: 'assistant' }],
        ['a type that is none', { type: 'text' }],
        ['no content', { content: null }],
        ['JSON that is none', { content: 'Hello' }],
        ['a time that is none', { created_at: 'half past ten' }],
      ])('fails for %s, and gives away no id', async (_, changes) => {
        await expect(subject.run(queries.insert, log(id, changes))).rejects.toThrow();
        expect((await append('next')).id).toBe(1);
      });

      it('shares the ids with the domain, also when both append at once', async () => {
        const mine = Array.from({ length: 10 }, async () => (await one(subject, queries.insert, log(id))).id);
        const theirs = Array.from({ length: 10 }, async () => (await append('theirs')).id);
        const ids = (await Promise.all([...mine, ...theirs])).map(Number).sort((a, b) => a - b);
        expect(ids).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      });
    });

    it('reads all, pages and the newest, as the domain wrote them', async () => {
      const other = await sessions.createSession({ mainAgentId: 'agent' });
      await subject.run(queries.insert, log(other.id));
      for (const content of ['a', 'b', 'c', 'd']) await append(content);
      const contents = async (text: string, args: Argument[]) => {
        return (await subject.run(text, args)).map(({ content }) => JSON.parse(String(content)));
      };
      expect(await contents(queries.getBySessionId, [id])).toEqual(['a', 'b', 'c', 'd']);
      expect(await contents(queries.getBySessionIdWithPagination, [id, 2, 1])).toEqual(['b', 'c']);
      expect(await contents(queries.getBySessionIdWithPagination, [id, 2, 4])).toEqual([]);
      expect(await contents(queries.getLatestBySessionId, [id, 2])).toEqual(['d', 'c']);
      const [{ created_at: createdAt, updated_at: updatedAt, ...row } = {}] = await subject.run(
        queries.getBySessionId,
        [id],
      );
      const { createdAt: stored } = (await sessions.getSessionLog({ sessionId: id, id: 1 })) ?? {};
      expect([subject.time(createdAt), subject.time(updatedAt)]).toEqual([stored, stored]);
      const nothing = { parent_id: null, metadata: null };
      expect(row).toEqual({ session_id: id, id: 1, role: 'agent', type: 'thought', content: '"a"', ...nothing });
    });

    it('update replaces what one log of one session says', async () => {
      await append('first');
      await append('second');
      await subject.run(queries.update, [JSON.stringify(CONTENT), '{"edited": true}', AT, id, 1]);
      const updated = await sessions.getSessionLog({ sessionId: id, id: 1 });
      expect(updated).toMatchObject({ content: CONTENT, metadata: { edited: true }, updatedAt: new Date(AT) });
      await subject.run(queries.update, ['"plain"', null, null, id, 1]);
      expect(await sessions.getSessionLog({ sessionId: id, id: 1 })).not.toHaveProperty('metadata');
      expect(await sessions.getSessionLog({ sessionId: id, id: 2 })).toMatchObject({ content: 'second' });
    });

    it('counts and clears; an id that was given is not given again', async () => {
      await append('first');
      await subject.run(queries.insert, log(id, { parent_id: 1 }));
      expect(await one(subject, queries.countBySessionId, [id])).toEqual({ total: 2 });
      await subject.run(queries.deleteBySessionId, [id]);
      expect(await one(subject, queries.countBySessionId, [id])).toEqual({ total: 0 });
      expect(await sessions.countSessionLogs(id)).toBe(0);
      expect((await one(subject, queries.insert, log(id))).id).toBe(3);
      expect(await one(subject, queries.countBySessionId, ['nowhere'])).toEqual({ total: 0 });
    });
  });
}
