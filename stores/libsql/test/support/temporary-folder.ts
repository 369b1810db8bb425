/** Folders for databases under test, gone when the test file is done. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Where Linux keeps files in memory. */
const MEMORY_DISK = '/dev/shm';

/** A new, empty folder. */
export function temporaryFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'agent-versions-libsql-'));
  folders.push(folder);
  return folder;
}

/** A file name in a folder of its own; there is no such file yet. */
export function temporaryFile(): string {
  return join(temporaryFolder(), 'agents.db');
}

/** A file name as {@link temporaryFile} gives it, in memory where the system has room for files there. */
export function temporaryFileInMemory(): string {
  return join(temporaryFolder(existsSync(MEMORY_DISK) ? MEMORY_DISK : undefined), 'agents.db');
}
