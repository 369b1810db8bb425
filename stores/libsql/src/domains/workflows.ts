/** The domain `workflows` on LibSQL. */
import { SqlWorkflowsStorage } from '@agent-versions/sql';
import { type LibSQLDomainOptions, openDomain } from './options';

/** The states of workflow runs in a LibSQL database: a file, memory, or a server. */
export class LibSQLWorkflowsStorage extends SqlWorkflowsStorage {
  /**
   * Touches nothing yet: the first call opens the database and brings its schema up to date.
   * @throws ValidationError when an option is none, has another form, or contradicts another
   */
  constructor(options: LibSQLDomainOptions) {
    super(openDomain(options));
  }
}
