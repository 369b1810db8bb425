/** Whoever edits a Postgres database past the store is found out by the hash chain. */
import { PostgresStore } from '@agent-versions/pg';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { tamperingSuite } from '../../sql/test/tampering-suite';
import { printFigure } from './figure';
import { withClient } from './raw-client';

const schemas = testSchemas();

tamperingSuite(
  async () => {
    const schema = schemas.next();
    const storage = new PostgresStore({ id: 'tampering', connectionString: postgresUrl(), schema });
    return {
      storage,
      table: (name) => `"${schema}"."${name}"`,
      run: (text) => withClient((client) => client.query(text)),
      unlock: [`alter table "${schema}"."mastra_agent_versions" disable trigger "mastra_agent_versions_frozen"`],
      close: () => storage.close(),
    };
  },
  (figure) => printFigure(`audit.chain (Postgres): ${figure}`),
);
