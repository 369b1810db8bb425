/** Whoever edits a database file past the store is found out by the hash chain. */

import { LibSQLStore } from '@agent-versions/libsql';
import { createClient } from '@libsql/client';
import { tamperingSuite } from '../../sql/test/tampering-suite';
import { printFigure } from './support/figure';
import { temporaryFile } from './support/temporary-folder';

tamperingSuite(
  async () => {
    const url = `file:${temporaryFile()}`;
    const client = createClient({ url });
    const storage = new LibSQLStore({ id: 'tampering', url });
    return {
      storage,
      table: (name) => `"${name}"`,
      run: (text) => client.execute(text),
      unlock: ['drop trigger "mastra_agent_versions_frozen"'],
      close: async () => {
        client.close();
        await storage.close();
      },
    };
  },
  (figure) => printFigure('audit.chain (LibSQL)', figure),
);
