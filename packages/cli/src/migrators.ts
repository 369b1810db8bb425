/** The migration engines of a storage: one for each database that its domains are on. */
import type { MastraStorage, Migrator } from '@agent-versions/core';
import type { CliContext } from './context';

/** A database with a schema, and what is kept in it. */
export interface MigratedDatabase {
  /** The domains it holds. */
  domains: string[];
  migrator: Migrator;
}

/**
 * The databases of the chosen storage, left as they are. A domain without a schema, such as one in memory, has none.
 * `create` false: nothing is going to be written.
 */
export async function migratedDatabases(cli: CliContext, { create }: { create: boolean }): Promise<MigratedDatabase[]> {
  const { stores } = await cli.storage({ migrate: false, create });
  const found = new Map<object, MigratedDatabase>();
  for (const domain of Object.values(stores) as MastraStorage['stores'][keyof MastraStorage['stores']][]) {
    const database = domain?.database;
    if (!domain || !isMigrated(database)) continue;
    const known = found.get(database);
    if (known) known.domains.push(domain.domain);
    else found.set(database, { domains: [domain.domain], migrator: database.migrator() });
  }
  return [...found.values()];
}

/** By its shape, as every store has its own. */
function isMigrated(database: object | undefined): database is { migrator(): Migrator } {
  return typeof Object(database).migrator === 'function';
}
