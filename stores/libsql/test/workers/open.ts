/** How another process opens the store that a test has open. */
import { LibSQLStore, type LibSQLStoreOptions } from '../../src/store';

/** Opens a store with the options that crossed over as JSON. */
export function open(options: LibSQLStoreOptions): LibSQLStore {
  return new LibSQLStore(options);
}
