/** The part of the service that is about whole histories: pruned, redacted, verified, moved elsewhere. */
import type { AgentVersion } from '../storage/domains/agent-versions/records';
import type { VersioningContext } from './context';
import { type RedactOptions, redactVersion } from './redact';
import {
  enforceRetentionLimit,
  type PruneOptions,
  type PruneOutput,
  type PruneRunOptions,
  pruneHistory,
} from './retention';
import { type ExportHistoriesOptions, exportHistories } from './transfer/export-histories';
import { type ImportHistoriesOptions, importHistories } from './transfer/import-histories';
import type { ImportHistoriesOutput } from './transfer/import-work';
import type { LineSource } from './transfer/read-lines';
import type { VersionRef } from './types';
import { type VerifyHistoryOptions, type VerifyHistoryOutput, verifyHistory } from './verify';

/** What {@link AgentVersioning} does with histories. */
export class HistoryVersioning {
  readonly #context: VersioningContext;

  constructor(context: VersioningContext) {
    this.#context = context;
  }

  /**
   * Deletes the versions that no rule keeps, or with `dryRun` only says which; labelled ones never go. It never deletes
   * what is saved after it began, and can be ended and repeated at any time.
   */
  prune(agentId: string, options: PruneOptions): Promise<PruneOutput> {
    return pruneHistory(this.#context, { agentId, options });
  }

  /** Keeps that many of the newest versions, and those with a label. */
  enforceRetentionLimit(agentId: string, maxVersions: number, options?: PruneRunOptions): Promise<PruneOutput> {
    return enforceRetentionLimit(this.#context, { agentId, maxVersions, options });
  }

  /**
   * Blanks a version's snapshot for good; hashes, author and message stay, and the history still verifies. The agent's
   * record and other versions keep what they hold.
   * @throws VersionInUseError while a label points at it
   */
  redact(agentId: string, version: VersionRef, options?: RedactOptions): Promise<AgentVersion> {
    return redactVersion(this.#context, { agentId, ref: version, options });
  }

  /**
   * Computes a history's hash chain once more, and reports the first break. Without an `anchor` it sees neither that a
   * history was cut off at its end nor that it was made anew as a whole.
   */
  verifyHistory(agentId: string, options?: VerifyHistoryOptions): Promise<VerifyHistoryOutput> {
    return verifyHistory(this.#context, { agentId, options });
  }

  /** All histories, or those of some agents, as JSON, one object a line and no line break at its end. */
  exportHistories(options?: ExportHistoriesOptions): AsyncIterable<string> {
    return exportHistories(this.#context, options);
  }

  /**
   * Takes in what {@link exportHistories} wrote, also on top of what an earlier import of it left. Snapshots are taken as
   * they are: the hook before storing does not see them.
   * @throws ValidationError that names the line, when one is wrong or the end is missing
   * @throws ConflictError when a history, a label or a record here is another one
   */
  importHistories(lines: LineSource, options?: ImportHistoriesOptions): Promise<ImportHistoriesOutput> {
    return importHistories(this.#context, { lines, options });
  }
}
