/** Opens a store when told, migrates it and saves a version: `{ url }`. Says the version's number, or the error. */
import { LibSQLStore } from '../../src/store';
import { readInput, say, waitForGo } from './speech';

const { url } = readInput<{ url: string }>();
await waitForGo();
const store = new LibSQLStore({ id: 'starter', url });
try {
  const versions = await store.requireStore('agentVersions');
  const { versionNumber } = await versions.createVersion({ agentId: 'started', snapshot: { pid: process.pid } });
  say({ versionNumber });
} catch (error) {
  say({ error: String(error) });
}
await store.close();
