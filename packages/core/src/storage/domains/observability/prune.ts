/** Pruning in batches: which traces go together in one write. */
import type { PruneTracesOutput } from './base';
import type { PruneTracesCommand } from './input';

/** A trace that is to go. */
export interface OldTrace {
  traceId: string;
  /** How many spans it has; one more than a batch where it has more than that. */
  spans: number;
}

/** What a store does of pruning, each in one step. */
export interface PruneSteps {
  /**
   * The traces of the `limit` oldest spans that started before a time, oldest first, each with its spans counted up
   * to `limit` and one more.
   */
  find(input: { before: Date; limit: number }): Promise<OldTrace[]>;
  /** Deletes traces whole; returns the trace of each span that it deleted. */
  deleteTraces(traceIds: readonly string[]): Promise<string[]>;
  /** Deletes the last spans of a trace, but never its first; returns how many were there. */
  deleteLastSpans(input: { traceId: string; limit: number }): Promise<number>;
}

/**
 * Deletes old traces batch by batch until none is left. As many traces go in one write as have a batch of spans
 * together; one that has more goes piece by piece, its first span last: that is what it is found by, and whoever deletes
 * it has deleted the trace, however many prune at once.
 */
export async function pruneInBatches(command: PruneTracesCommand, steps: PruneSteps): Promise<PruneTracesOutput> {
  const { before, batchSize, onProgress } = command;
  const gone = { traces: 0, spans: 0 };
  for (;;) {
    const [oldest, ...others] = await steps.find({ before, limit: batchSize });
    if (!oldest) return gone;
    if (oldest.spans > batchSize) {
      gone.spans += await steps.deleteLastSpans({ traceId: oldest.traceId, limit: batchSize });
    } else {
      const deleted = await steps.deleteTraces(oneBatch([oldest, ...others], batchSize));
      gone.spans += deleted.length;
      gone.traces += new Set(deleted).size;
    }
    onProgress?.({ ...gone });
  }
}

/** The first traces that have no more spans together than a batch. */
function oneBatch(traces: readonly OldTrace[], batchSize: number): string[] {
  let spans = 0;
  const end = traces.findIndex((trace) => {
    spans += trace.spans;
    return spans > batchSize;
  });
  return traces.slice(0, end < 0 ? traces.length : end).map(({ traceId }) => traceId);
}
