/** An empty folder for each test that asks for one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder, removed when the test is over. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-versions-cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
