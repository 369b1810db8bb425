/** What every LibSQL domain is made of. */
import { resolveLimits, type StorableLimits } from '@agent-versions/core';
import type { SqlDatabase } from '@agent-versions/sql';
import { LibSQLDatabase } from '../db/database';
import type { LibSQLOptions } from '../db/options';

/** A database of the domain's own, or one that it shares with others: closing any of them closes it. */
export type LibSQLDomainOptions = (LibSQLOptions | { database: LibSQLDatabase }) & {
  /** How large snapshots and configurations may be, where the defaults do not fit. */
  limits?: Partial<StorableLimits>;
};

/**
 * The domain's database, opened where none is shared.
 * @throws ValidationError when an option is none, has another form, or contradicts another
 */
export function openDomain(options: LibSQLDomainOptions): { database: SqlDatabase; limits: StorableLimits } {
  const { limits: given, ...rest } = options;
  const limits = resolveLimits(given);
  return { database: 'database' in rest ? rest.database : new LibSQLDatabase(rest), limits };
}
