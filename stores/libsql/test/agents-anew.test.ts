/** An agent whose id was deleted and used anew while somebody was about to change the old one. */
import { SqlAgentsStorage, type SqlDatabase } from '@agent-versions/sql';
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
