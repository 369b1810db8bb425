/** The versioning rules hold where agents and versions are in two databases. */
import { fileURLToPath } from 'node:url';
import { versioningContract } from '@agent-versions/conformance';
import { testStores } from './stores';

const OPENER = fileURLToPath(new URL('./open-composite.ts', import.meta.url));

const stores = testStores();

versioningContract({
  name: 'LibSQL agents, Postgres versions',
  open: () => stores.open('composite'),
  close: (store) => store.close(),
  processes: { connect: (store) => ({ module: OPENER, config: stores.compositeConfig(store) }) },
});
