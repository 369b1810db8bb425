/** Runs of workflows on a file. */
import { LibSQLWorkflowsStorage } from '@agent-versions/libsql';
import { begunAnewSuite } from '../../sql/test/begun-anew-suite';
import { temporaryFile } from './support/temporary-folder';

begunAnewSuite(() => new LibSQLWorkflowsStorage({ url: `file:${temporaryFile()}` }));
