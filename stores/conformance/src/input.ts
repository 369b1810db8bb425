/** What a store hands to the suite: how to open it, close it, and reach it from elsewhere. */
import type { MastraStorage } from '@agent-versions/core';

/** A module that another process opens the same database with. */
export interface ProcessConnection {
  /** Absolute path or `file:` URL of a module that exports `open(config)`: a storage, or a promise of one. */
  module: string;
  /** What that function needs to find the database: JSON. */
  config: unknown;
}

/** How other processes reach a store. */
export interface StoreProcesses {
  /** Where the database of this store is found. */
  connect(store: MastraStorage): ProcessConnection;
}

/** A store to prove. */
export interface StoreConformanceInput {
  /** Shown in the report. */
  name: string;
  /**
   * Opens a store of every domain on a new, empty namespace. It need not be initialised: the first call does that.
   * Called about twenty times, once for each group of tests.
   */
  open(): Promise<MastraStorage> | MastraStorage;
  /** Closes the store and clears away its namespace. The store may be closed already. */
  close(store: MastraStorage): Promise<void>;
  /** Given where a second process can open the same database; the suite then races four of them. */
  processes?: StoreProcesses;
  /**
   * Given where there is a way around the contract to change a row: updates the version's snapshot, name or number
   * directly in the database. The suite expects the database to refuse.
   */
  rawUpdate?(store: MastraStorage, versionId: string): Promise<unknown>;
}
