/** An agent whose id was deleted and used anew while somebody was about to change the old one. */
import { SqlAgentsStorage, type SqlDatabase } from '@agent-versions/sql';
import sql from 'sql-template-tag';
import { afterAll, expect, it } from 'vitest';
import { LibSQLDatabase } from '../src/db/database';
import { temporaryFile } from './support/temporary-folder';

const database = new LibSQLDatabase({ url: `file:${temporaryFile()}` });
const agents = new SqlAgentsStorage({ database });

afterAll(() => agents.close());

/** The same database, where something happens once between what is read and what is written. */
function interrupted(between: () => Promise<unknown>): SqlDatabase {
  let happened = false;
  return new Proxy<SqlDatabase>(database, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        const result: unknown = await Reflect.apply(value, target, args);
        if (key === 'read' && !happened) {
          happened = true;
          await between();
        }
        return result;
      };
    },
  });
}

it('is changed also where somebody else wrote its time, in a form of theirs', async () => {
  await agents.createAgent({ id: 'by-hand', model: 'a' });
  await database.write(
    sql`update mastra_agents set "createdAt" = '2026-01-01 12:00:00.1234+01:00' where "id" = 'by-hand'`,
  );
  expect(await agents.updateAgent({ id: 'by-hand', changes: { model: 'b' } })).toMatchObject({
    model: 'b',
    revision: 2,
  });
});

it('keeps nothing of the old one', async () => {
  await agents.createAgent({ id: 'support', secret: 'of the old one' });
  const slow = new SqlAgentsStorage({
    database: interrupted(async () => {
      await agents.deleteAgent('support');
      await agents.createAgent({ id: 'support', model: 'new' });
    }),
  });
  const updated = await slow.updateAgent({ id: 'support', changes: { edited: true } });
  expect(updated).toMatchObject({ model: 'new', edited: true, revision: 2 });
  expect(updated).not.toHaveProperty('secret');
  expect(await agents.getAgent('support')).toEqual(updated);
});
