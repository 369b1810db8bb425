/** Updates of threads and resources in a LibSQL file, while others write. */
import { describeMemoryUpdates } from '../../sql/test/memory-suite';
import { LibSQLDatabase } from '../src/db/database';
import { temporaryFile } from './support/temporary-folder';

describeMemoryUpdates(new LibSQLDatabase({ url: `file:${temporaryFile()}` }));
