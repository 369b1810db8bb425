/** Writes a file beside its name first, so that under the name there is never half of one. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes texts to a file, in place of one that is there. The name stays as it was until all is on the disk; what was
 * written by then is removed when the texts end with an error. A pipe or a device is written to directly.
 * @throws Error of the file system when the file cannot be written
 */
export async function writeBeside(path: string, texts: AsyncIterable<string>): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  if (existing && !existing.isFile()) {
    await using special = await open(path, 'w'); // a folder is refused here
    await writeAll(special, texts);
    return;
  }
  const target = existing ? await realpath(path) : path; // a link stays one
  const beside = join(dirname(target), `.agent-versions-${randomBytes(6).toString('hex')}.partial`);
  try {
    await writeNew(beside, { texts, mode: existing?.mode });
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function writeNew(path: string, input: { texts: AsyncIterable<string>; mode: number | undefined }) {
  const { texts, mode } = input;
  await using file = await open(path, 'wx');
  if (mode !== undefined) await file.chmod(mode & 0o7777);
  await writeAll(file, texts);
  await file.sync();
}

async function writeAll(file: FileHandle, texts: AsyncIterable<string>): Promise<void> {
  for await (const text of texts) await file.writeFile(text); // goes on where the last one ended
}
