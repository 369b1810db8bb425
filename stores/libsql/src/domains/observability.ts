/** The domain `observability` on LibSQL. */
import { SqlObservabilityStorage } from '@agent-versions/sql';
import { type LibSQLDomainOptions, openDomain } from './options';

/** Spans, which make traces in a LibSQL database: a file, memory, or a server. */
export class LibSQLObservabilityStorage extends SqlObservabilityStorage {
  /**
   * Touches nothing yet: the first call opens the database and brings its schema up to date.
   * @throws ValidationError when an option is none, has another form, or contradicts another
   */
  constructor(options: LibSQLDomainOptions) {
    super(openDomain(options));
  }
}
