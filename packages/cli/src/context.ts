/** What every command works with. */
import type { AgentVersioning, MastraStorage } from '@agent-versions/core';
import type { ExitCode } from './exit-codes';
import type { StorageChoice } from './open-storage';
import type { Output } from './output';

/** Made once per run; opens nothing before it is asked to, and closes what it opened. */
export interface CliContext {
  /**
   * The storage that the configuration chose, migrated unless the command says otherwise. Opened once. `create` false:
   * for commands that write nothing, not even the file of a database.
   */
  storage(options?: { migrate?: boolean; create?: boolean }): Promise<MastraStorage>;
  /** The service over that storage, bound to the person named by `--as` (default: the user of the system). */
  versioning(): Promise<AgentVersioning>;
  /** Which storage was chosen, and by what; opens nothing. */
  choice(): Promise<StorageChoice>;
  /** Ends the run with this code, unless an error gives it another (default 0). */
  exitWith(code: ExitCode): void;
  /** Standard output and error: tables or JSON, colours, progress. */
  readonly output: Output;
  /** Standard input, for commands that read from it. */
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  /** Where relative paths start. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first SIGINT or SIGTERM: long work stops between two steps. */
  readonly signal: AbortSignal;
}
