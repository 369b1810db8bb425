/** How another process opens the store that a test has open. */
import { PostgresStore, type PostgresStoreOptions } from '../../src/store';

/** Opens a store with the options that crossed over as JSON. */
export function open(options: PostgresStoreOptions): PostgresStore {
  return new PostgresStore(options);
}
