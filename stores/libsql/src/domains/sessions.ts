/** The domain `sessions` on LibSQL. */
import { SqlSessionsStorage } from '@agent-versions/sql';
import { type LibSQLDomainOptions, openDomain } from './options';

/** Sessions of agents, and their logs in a LibSQL database: a file, memory, or a server. */
export class LibSQLSessionsStorage extends SqlSessionsStorage {
  /**
   * Touches nothing yet: the first call opens the database and brings its schema up to date.
   * @throws ValidationError when an option is none, has another form, or contradicts another
   */
  constructor(options: LibSQLDomainOptions) {
    super(openDomain(options));
  }
}
