/** The domain `memory` on LibSQL. */
import { SqlMemoryStorage } from '@agent-versions/sql';
import { type LibSQLDomainOptions, openDomain } from './options';

/** Threads, their messages, and what is known of resources in a LibSQL database: a file, memory, or a server. */
export class LibSQLMemoryStorage extends SqlMemoryStorage {
  /**
   * Touches nothing yet: the first call opens the database and brings its schema up to date.
   * @throws ValidationError when an option is none, has another form, or contradicts another
   */
  constructor(options: LibSQLDomainOptions) {
    super(openDomain(options));
  }
}
