/** Threads and resources that somebody else changes or replaces while they are updated, on a database of any kind. */
import type { JsonObject } from '@agent-versions/core';
import { afterAll, describe, expect, it } from 'vitest';
import type { SqlDatabase } from '../src/database';
import { SqlMemoryStorage } from '../src/domains/memory';

/** Defines the tests; the database is closed after them. */
export function describeMemoryUpdates(database: SqlDatabase): void {
  describe('updates in the domain memory', () => {
    const memory = new SqlMemoryStorage({ database });
    afterAll(() => memory.close());

    it('keep nothing of a thread that was deleted and created anew for another resource', async () => {
      await memory.createThread({ id: 'handed', resourceId: 'ada', title: 'Of Ada', metadata: { secret: 'of Ada' } });
      const slow = interrupted(database, async () => {
        await memory.deleteThread({ threadId: 'handed' });
        await memory.createThread({ id: 'handed', resourceId: 'bob' });
      });
      const updated = await slow.updateThread({ id: 'handed', metadata: { edited: true } });
      expect(updated).toMatchObject({ resourceId: 'bob', metadata: { edited: true } });
      expect(updated).not.toHaveProperty('title');
      expect(updated.metadata).not.toHaveProperty('secret');
      expect(await memory.getThreadById({ threadId: 'handed' })).toStrictEqual(updated);
    });

    it('keep nothing of a thread that was deleted and created anew for its resource', async () => {
      const createdAt = new Date('2024-01-01T00:00:00.123Z');
      await memory.createThread({ id: 'renewed', resourceId: 'ada', metadata: { old: true }, createdAt });
      const slow = interrupted(database, async () => {
        await memory.deleteThread({ threadId: 'renewed' });
        await memory.createThread({ id: 'renewed', resourceId: 'ada', createdAt: new Date(createdAt.getTime() + 1) });
      });
      expect((await slow.updateThread({ id: 'renewed', metadata: { edited: true } })).metadata).toEqual({
        edited: true,
      });
    });

    it('leave alone what is stored and over this process’s limits', async () => {
      const strict = new SqlMemoryStorage({ database, limits: { maxBytes: 20 } });
      const metadata: JsonObject = { text: 'x'.repeat(100) };
      await memory.createThread({ id: 'large', resourceId: 'ada', metadata });
      await memory.saveResource({ resource: { id: 'large', metadata } });
      expect(await strict.updateThread({ id: 'large', title: 'A' })).toMatchObject({ title: 'A', metadata });
      const resource = await strict.updateResource({ resourceId: 'large', workingMemory: 'a' });
      expect(resource).toMatchObject({ workingMemory: 'a', metadata });
      const refused = { code: 'invalid_input', issues: [{ path: 'metadata' }] };
      await expect(strict.updateThread({ id: 'large', metadata: { a: 1 } })).rejects.toMatchObject(refused);
    });
  });
}

/** The domain on the same database, where something happens once between what is read and what is written. */
function interrupted(database: SqlDatabase, between: () => Promise<unknown>): SqlMemoryStorage {
  let pending: typeof between | undefined = between;
  return new SqlMemoryStorage({
    database: new Proxy<SqlDatabase>(database, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          const result: unknown = await Reflect.apply(value, target, args);
          if (key === 'read' && pending) {
            const now = pending;
            pending = undefined;
            await now();
          }
          return result;
        };
      },
    }),
  });
}
