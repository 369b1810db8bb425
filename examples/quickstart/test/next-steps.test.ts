/** The lines that the quickstart ends in work as they are printed; the port alone is another here. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const sh = (line: string) => promisify(execFile)('sh', ['-c', line], { cwd: ROOT });

let folder: string;
let lines: Record<'serve' | 'curl' | 'sdk' | 'log', string>;
let server: ReturnType<typeof spawn>;

/** The one command of the quickstart of that form. */
function commandLike(stdout: string, form: RegExp): string {
  const found = stdout.split('\n').filter((line) => form.test(line));
  expect(found).toHaveLength(1);
  return (found[0] ?? '').trim();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "quickstart's next steps-"));
  const { stdout } = await sh(`npm run -s quickstart -- --db "${join(folder, 'agents.db')}"`);
  const printed = {
    serve: commandLike(stdout, /^ {2}npm .* serve$/),
    curl: commandLike(stdout, /^ {2}curl /),
    sdk: commandLike(stdout, /^ {2}npm run -s sdk /),
    log: commandLike(stdout, /^ {2}npm .* log /),
  };
  server = spawn('sh', ['-c', `${printed.serve} --port 0`], { cwd: ROOT, detached: true, stdio: 'pipe' });
  let url = '';
  for await (const line of createInterface(server.stderr as NodeJS.ReadableStream)) {
    url = /http:\/\/[\w.:]+/.exec(line)?.[0] ?? '';
    if (url) break;
  }
  const moved = (line: string) => line.replace('http://127.0.0.1:4111', url);
  lines = { ...printed, curl: moved(printed.curl), sdk: moved(printed.sdk) };
});

afterAll(async () => {
  if (server?.pid) {
    const gone = once(server, 'exit');
    process.kill(-server.pid, 'SIGTERM'); // npm, the shell and the server
    await gone;
  }
  await rm(folder, { recursive: true });
});

it('curl gets the version that is served', async () => {
  const { stdout } = await sh(lines.curl);
  expect(JSON.parse(stdout)).toMatchObject({ agentId: 'support-triage', versionNumber: 6 });
});

it('the SDK resolves it, and iterates over the history', async () => {
  const { stdout } = await sh(lines.sdk);
  expect(stdout).toMatch(/^support-triage is served as version 6\n {2}7 {2}Restore version 1\n/);
});

it('the command line shows the history, beside the server', async () => {
  const { stdout } = await sh(lines.log);
  expect(stdout).toContain('Restore version 1');
});
