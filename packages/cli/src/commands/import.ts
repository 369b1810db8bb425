/** `import`: histories from lines of JSON that an export wrote. */
import { type ImportHistoriesOutput, type ImportHistoriesProgress, ValidationError } from '@agent-versions/core';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { LineReader } from '../line-reader';
import { parseCount } from '../paging';
import { type Input, withInput } from '../read-input';
import { showCount } from '../show-values';
import { UsageError } from '../usage-error';

interface ImportFlags {
  maxLineBytes: number;
}

/** A version of 1 MiB, the default limit, fits many times. */
const MAX_LINE_BYTES = 16_777_216;

/** Adds the command `import`. */
export function defineImport(program: Command, cli: CliContext): void {
  program
    .command('import')
    .description('take in what export wrote; what is here already is compared and skipped, so it can be repeated')
    .argument('[file]', 'JSONL file; - for standard input (default: what is piped in)')
    .option('--max-line-bytes <count>', 'the longest line to accept', parseCount, MAX_LINE_BYTES)
    .action((file: string | undefined, flags: ImportFlags) => importFrom(cli, { file, flags }));
}

async function importFrom(
  cli: CliContext,
  { file, flags }: { file: string | undefined; flags: ImportFlags },
): Promise<void> {
  if (file === undefined && cli.stdin.isTTY) {
    throw new UsageError('Import what?', { hint: 'Name a file, or pipe an export in.' });
  }
  const output = await withInput(cli, file ?? '-', (input) => importInput(cli, { input, ...flags }));
  cli.output.result(output, () => describe(output));
}

async function importInput(
  cli: CliContext,
  { input, maxLineBytes }: { input: Input; maxLineBytes: number },
): Promise<ImportHistoriesOutput> {
  const versioning = await cli.versioning();
  const bar = cli.output.progress('Importing', input.size);
  let done: ImportHistoriesProgress | undefined;
  const show = (bytes: number) => bar.update(bytes, done && describeCounts(done));
  const lines = new LineReader({ chunks: input.chunks, maxLineBytes, onChunk: show });
  const onProgress = (progress: ImportHistoriesProgress) => {
    done = progress;
    show(lines.bytes);
  };
  const iterator = lines[Symbol.asyncIterator]();
  try {
    const output = await versioning.importHistories(kept(iterator), { maxLineBytes, onProgress, signal: cli.signal });
    await requireEnd(iterator, lines);
    return output;
  } catch (error) {
    bar.stop();
    if (lines.lines > 0 && !cli.output.json) {
      cli.output.note(describeStop({ name: input.name, line: lines.lines, done }));
    }
    throw error;
  } finally {
    bar.stop();
    await iterator.return(undefined);
  }
}

/** The lines, for a reader that would let go of them at its end. */
function kept(iterator: AsyncIterator<string>): AsyncIterable<string> {
  return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
}

/** @throws ValidationError when something follows, such as another export: it would be lost in silence */
async function requireEnd(iterator: AsyncIterator<string>, lines: LineReader): Promise<void> {
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    if (next.value.trim() === '') continue;
    const message = 'comes after the end of the export: import one at a time';
    throw new ValidationError([{ path: `line ${lines.lines}`, message }]);
  }
}

function describeStop(input: { name: string; line: number; done: ImportHistoriesProgress | undefined }): string {
  const { name, line, done } = input;
  const place = `Stopped at line ${line} of ${name}.`;
  if (!done) return place;
  return `${place} Stored so far: ${describeCounts(done)}. Import it again to go on: what is stored is skipped.`;
}

function describe(output: ImportHistoriesOutput): string {
  const { agents, versions, deletions, moves, skipped } = output;
  if (versions + deletions + moves === 0) return `Nothing new: ${showCount(agents, 'agent')}, all here already`;
  const before = skipped > 0 ? `; ${skipped} entries were here already` : '';
  return `Imported ${describeCounts(output)}${before}`;
}

function describeCounts({ agents, versions, deletions, moves }: ImportHistoriesOutput): string {
  const rest = [showCount(versions, 'version'), showCount(deletions, 'deletion'), showCount(moves, 'label move')];
  return [showCount(agents, 'agent'), ...rest.filter((text) => !text.startsWith('0 '))].join(', ');
}
