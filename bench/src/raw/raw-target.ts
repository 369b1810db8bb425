/** What a raw driver does beside the operations that are repeated: things that can be done once to a database. */
import type { LoadedVersion } from '../workload/histories';
import type { Target } from '../workload/operations';

/** A raw driver on the tables that a store made. */
export interface RawTarget extends Target {
  /** Deletes an agent's versions but for the newest, and those that a label points at; returns how many. */
  prune(input: { agentId: string; keepLast: number }): Promise<number>;
  /** Inserts versions, many a statement, 1000 a transaction. */
  insertAll(versions: readonly LoadedVersion[]): Promise<void>;
  /** Closes its connections. */
  close(): Promise<void>;
}
