/** The domain `evals` on LibSQL. */
import { SqlEvalsStorage } from '@agent-versions/sql';
import { type LibSQLDomainOptions, openDomain } from './options';

/** Scores of what agents did in a LibSQL database: a file, memory, or a server. */
export class LibSQLEvalsStorage extends SqlEvalsStorage {
  /**
   * Touches nothing yet: the first call opens the database and brings its schema up to date.
   * @throws ValidationError when an option is none, has another form, or contradicts another
   */
  constructor(options: LibSQLDomainOptions) {
    super(openDomain(options));
  }
}
