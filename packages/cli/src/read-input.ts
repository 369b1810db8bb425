/** Where a command reads from: a file that was named, or standard input. */
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CliContext } from './context';
import { namingFile } from './file-error';

/** What is read, as it comes. */
export interface Input {
  /** The file as it was named, or `standard input`. */
  name: string;
  chunks: AsyncIterable<Uint8Array | string>;
  /** In bytes; absent where nobody knows before the end. */
  size?: number;
}

const STANDARD_INPUT = '-';

/** So much of a file is read at a time. */
const CHUNK_BYTES = 262_144;

/**
 * Does the work with what is in a file, or with standard input where `source` is `-`; lets go of it at the end. In an
 * interrupted run, reading throws the signal's reason.
 * @throws Error of the file system when the file cannot be read
 */
export async function withInput<T>(cli: CliContext, source: string, work: (input: Input) => Promise<T>): Promise<T> {
  if (source === STANDARD_INPUT) return work({ name: 'standard input', chunks: cli.stdin });
  return namingFile(source, async () => {
    const file = await open(resolve(cli.cwd, source));
    try {
      const stats = await file.stat();
      const size = stats.isFile() ? { size: stats.size } : {};
      return await work({ name: source, chunks: chunksOf(file, cli.signal), ...size });
    } finally {
      await file.close();
    }
  });
}

/** Opens no stream before somebody reads. */
async function* chunksOf(file: FileHandle, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  yield* file.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false, signal });
}
