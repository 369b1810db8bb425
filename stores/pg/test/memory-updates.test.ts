/** Updates of threads and resources in Postgres, while others write. */
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { describeMemoryUpdates } from '../../sql/test/memory-suite';
import { PgDatabase } from '../src/db/database';

describeMemoryUpdates(new PgDatabase({ connectionString: postgresUrl(), schema: testSchemas().next() }));
