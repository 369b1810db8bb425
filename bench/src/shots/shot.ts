/** What can be measured only once per database, as it leaves another one behind: so each round has a fresh one. */
import type { MastraStorage } from '@agent-versions/core';
import type { RawTarget } from '../raw/raw-target';
import type { History } from '../workload/histories';

/** One line of the table of such measurements. */
export interface Shot {
  name: string;
  history: History;
  /** Whether the history is there already; if not, the tables are empty. */
  loaded: boolean;
  /** As the table shows what a side took. */
  unit: 'ms' | 'versions/s';
  /** Done once before the first round, and not measured. */
  prepare(): Promise<PreparedShot>;
}

/** A shot that is ready to go. Both sides return how many versions they dealt with. */
export interface PreparedShot {
  onStore(storage: MastraStorage): Promise<number>;
  onRaw(raw: RawTarget): Promise<number>;
}

/** What a ground opens a side with. */
export interface OpenSideInput {
  history: History;
  loaded: boolean;
  /** Tells the sides of all rounds apart: letters and digits. */
  key: string;
}

/** A side of a round, on tables that nobody else has. */
export interface OpenSide<Subject> {
  subject: Subject;
  close(): Promise<void>;
}

/** A kind of database that can be had afresh. */
export interface Ground {
  /** Opens the store, migrated and warm. */
  openStore(input: OpenSideInput): Promise<OpenSide<MastraStorage>>;
  /** Opens the raw side; absent where there is no driver to compare with. */
  openRaw?(input: OpenSideInput): Promise<OpenSide<RawTarget>>;
}
