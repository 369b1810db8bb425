/** Runs of workflows in Postgres. */
import { PgWorkflowsStorage } from '@agent-versions/pg';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { begunAnewSuite } from '../../sql/test/begun-anew-suite';

const schema = testSchemas().next();

begunAnewSuite(() => new PgWorkflowsStorage({ connectionString: postgresUrl(), schema }));
