/**
 * The canary: saves rows with the bare client, the way its manual shows, past a file that is busy at first:
 * `{ path, saves }`. Says how many it was told are done.
 *
 * What fails half-way stays so until the collector finds its statement, at any time: here they are all kept.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import Database from 'libsql';
import { readInput, say, waitForGo } from './speech';

const kept: unknown[] = [];
const { prepare } = Database.prototype;
Database.prototype.prepare = function (this: Database.Database, source: string) {
  const statement = prepare.call(this, source);
  kept.push(statement);
  return statement;
} as typeof prepare;

const { path, saves } = readInput<{ path: string; saves: number }>();
const client = createClient({ url: `file:${path}`, timeout: 50 });
await waitForGo();
let acknowledged = 0;
while (acknowledged < saves) {
  try {
    await client.execute({ sql: 'insert into saves (text) values (?)', args: [`save ${acknowledged}`] });
    acknowledged += 1;
  } catch {
    await sleep(20);
  }
}
client.close();
say({ acknowledged });
