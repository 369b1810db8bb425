/** Database files of a test file's own, gone when it is done. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A new, empty folder. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'specification-'));
  folders.push(folder);
  return folder;
}

/** The url of a file that is not there yet. */
export function temporaryUrl(): string {
  return `file:${join(temporaryFolder(), 'example.db')}`;
}
