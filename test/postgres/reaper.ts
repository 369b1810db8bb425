/** Removes a server and its folder when the process that started it ends, however it ends. */
import { spawn } from 'node:child_process';

/**
 * What the reaper runs: its standard input closes when its parent dies, even by SIGKILL; then it kills what
 * postmaster.pid names, if that still is the server of this folder, and removes the folder.
 */
const SCRIPT = `
const fs = require('node:fs');
const folder = process.argv[1];
const pidFile = folder + '/data/postmaster.pid';
process.stdin.resume();
process.stdin.on('close', () => {
  const deadline = Date.now() + 10_000;
  const end = () => {
    let pid = 0;
    try { pid = Number(fs.readFileSync(pidFile, 'utf8').split('\\n')[0]); process.kill(pid, 'SIGQUIT'); } catch { pid = 0; }
    if (pid > 0 && Date.now() < deadline) return setTimeout(end, 50);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  end();
});
`;

/** Starts watching over `folder`; `stop` removes it now. */
export function startReaper(folder: string): { stop(): Promise<void> } {
  const child = spawn(process.execPath, ['-e', SCRIPT, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.unref();
  (child.stdin as unknown as { unref?(): void }).unref?.();
  return {
    async stop() {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}
