/** Folders for databases under test, gone when the test file is done. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new, empty folder. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'agent-versions-libsql-'));
  folders.push(folder);
  return folder;
}

/** A file name in a folder of its own; there is no such file yet. */
export function temporaryFile(): string {
  return join(temporaryFolder(), 'agents.db');
}
