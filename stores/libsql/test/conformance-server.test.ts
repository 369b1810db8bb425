/** The conformance suite on a real libSQL server. */
import { storeConformance } from '@agent-versions/conformance';
import { LibSQLStore } from '../src/store';
import { conformanceInput } from './support/conforming-store';
import { startSqld } from './support/sqld';

const server = await startSqld();
let stores = 0;

storeConformance(
  conformanceInput({
    name: 'LibSQL server',
    options: () => ({ id: 'conformance', url: `http://${server.host}`, tablePrefix: `t${++stores}_` }),
    shared: true,
    // every request of a server's reads the whole schema: tables left behind would slow down all that come after
    clear: async (options) => {
      const store = new LibSQLStore(options);
      await store.migrator().rollbackTo(null);
      await store.close();
    },
  }),
);
