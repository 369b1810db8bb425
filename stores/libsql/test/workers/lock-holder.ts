/** Holds the write lock of a file for a while: `{ path, milliseconds }`. Says `held`, then `released`. */
import Database from 'libsql';
import { readInput, say, waitForGo } from './speech';

const { path, milliseconds } = readInput<{ path: string; milliseconds: number }>();
await waitForGo();
const database = new Database(path, { timeout: 1000 });
database.exec('begin immediate');
say('held');
setTimeout(() => {
  database.exec('rollback');
  database.close();
  say('released');
}, milliseconds);
