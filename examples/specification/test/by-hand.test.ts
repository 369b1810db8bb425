/** Each program, started by hand in an empty folder. */
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from './temporary-file';

const EXAMPLE = resolve(import.meta.dirname, '..');
const TSX = resolve(EXAMPLE, '../../node_modules/.bin/tsx');
const run = promisify(execFile);

// composite-storage asks for a Postgres at a place of its own, and has a test file to itself
it.each([
  ['basic-setup', `resourceId: 'resource-123'`],
  ['threads', `title: 'Updated Title'`],
  ['messages', `text: 'Hello'`],
  ['workflow-snapshots', `currentState: 'running'`],
  ['running-migrations', 'pendingMigrations: 0'],
  ['validating-migrations', 'isValid: true'],
  ['creating-an-agent', `name: 'Code Review Assistant'`],
  ['managing-sessions', 'Please review the authentication module'],
  ['query-with-joins', `name: 'Code Review Session'`],
  ['adding-an-entity', `status: 'draft'`],
])('%s runs', async (name, said) => {
  const args = ['--tsconfig', join(EXAMPLE, 'tsconfig.json'), join(EXAMPLE, `src/${name}.ts`)];
  const { stdout, stderr } = await run(TSX, args, { cwd: temporaryFolder() });
  expect({ said: stdout.includes(said), stderr }).toEqual({ said: true, stderr: '' });
});
