/** What every storage domain is: a contract with a life cycle, implemented by a store. */

/** The base of every domain. Its methods open the store lazily; `init` only does so earlier. */
export abstract class StorageDomain {
  /** The key under which `MastraStorage` keeps it; tells domains apart across copies of this package. */
  abstract readonly domain: string;

  /**
   * The database that the domain writes to, by identity: two domains of the same one can be written in one step.
   * Undefined where the domain shares it with no other.
   */
  get database(): object | undefined {
    return undefined;
  }

  /**
   * Brings the store to the schema this code needs. Safe to call any number of times, from any number of processes.
   * @throws MigrationError when the schema cannot be brought there
   * @throws UnavailableError when the store cannot be reached
   */
  abstract init(): Promise<void>;

  /** Lets go of what the domain opened itself; an injected client is left open. Idempotent. */
  abstract close(): Promise<void>;
}
