/** Takes in lines of JSON that an export wrote, a batch in memory at a time. */
import { z } from 'zod';
import { ValidationError } from '../../errors';
import { parseInput } from '../../storage/input';
import type { VersioningContext } from '../context';
import { callbackSchema, signalSchema } from '../progress';
import { importAgent } from './import-agent';
import type { ImportHistoriesOutput, ImportHistoriesProgress, ImportWork } from './import-work';
import { DEFAULT_MAX_LINE_BYTES, type LineSource, type NumberedLine, readLines, refuseLine } from './read-lines';

/** How an import is watched, and what it bears. */
export interface ImportHistoriesOptions {
  /** The longest line, in UTF-8 bytes. Default 16 MiB; snapshots have limits of their own, the store's. */
  maxLineBytes?: number;
  /** Called after each batch that was stored, and after each agent. */
  onProgress?: (progress: ImportHistoriesProgress) => void;
  /** Ends it between two batches, by throwing the signal's reason; a repeat goes on from there. */
  signal?: AbortSignal;
}

/** The longest line that can be asked for: about the longest text there is. */
const MAX_LINE_BYTES = 536_870_888;

const optionsSchema = z.strictObject({
  maxLineBytes: z.int().min(1).max(MAX_LINE_BYTES).default(DEFAULT_MAX_LINE_BYTES),
  onProgress: callbackSchema<ImportHistoriesProgress>().optional(),
  signal: signalSchema.optional(),
});

/**
 * Takes in what an export wrote: versions and deletions with their ids, numbers, times and hashes, moves of labels, and
 * records (at a revision and with times of their own). Every link is computed anew. What is here already is passed over
 * once its links agree, so that an import that was cut off is completed by a repeat; what was deleted or redacted at the
 * source after an earlier import stays as it is here. No hook sees the snapshots.
 * @throws ValidationError that names the line, when one is wrong or the last ones are missing
 * @throws ConflictError when the history, the label or the edited record of an agent here is another one, or the agent
 * was deleted here: nothing of that agent is taken in then, or no more of it
 */
export async function importHistories(
  context: VersioningContext,
  { lines, options }: { lines: LineSource; options: ImportHistoriesOptions | undefined },
): Promise<ImportHistoriesOutput> {
  const { maxLineBytes, onProgress, signal } = parseInput(optionsSchema, options ?? {});
  const output: ImportHistoriesOutput = { agents: 0, versions: 0, deletions: 0, moves: 0, skipped: 0 };
  return context.run({ operation: 'importHistories', action: [] }, async () => {
    const reader = readLines(linesOf(lines), maxLineBytes);
    const step = (line: number) => {
      onProgress?.({ ...output, line });
      signal?.throwIfAborted();
    };
    try {
      await importAll({ context, reader, output, step });
    } finally {
      await reader.return(undefined); // lets go of the file, also where a line was wrong
    }
    return output;
  });
}

/** @throws ValidationError when it is a text, whose characters could be mistaken for lines, or nothing to iterate */
function linesOf(lines: LineSource): LineSource {
  const iterable = typeof lines === 'object' && lines !== null;
  if (iterable && (Symbol.asyncIterator in lines || Symbol.iterator in lines)) return lines;
  throw new ValidationError([{ path: 'lines', message: 'must be lines to iterate over, such as readline gives them' }]);
}

async function importAll(work: ImportWork): Promise<void> {
  const { output } = work;
  const header = await nextLine(work);
  if (header.line.type !== 'header') refuseLine(header.number, 'must be the header');
  for (;;) {
    const { line, number } = await nextLine(work);
    if (line.type === 'end') {
      if (line.agents !== output.agents)
        refuseLine(number, `says ${line.agents} agents, but there are ${output.agents}`);
      return;
    }
    if (line.type !== 'agent') refuseLine(number, 'must begin an agent, or be the end');
    await importAgent(work, { line, number });
    output.agents += 1;
    work.step(number);
  }
}

/** The next line: there is one until the end, or the reader throws. */
async function nextLine({ reader }: ImportWork): Promise<NumberedLine> {
  return (await reader.next()).value;
}
