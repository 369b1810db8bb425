/** Our end of the process that is fuzzed. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Vitals } from './server-process';

const MODULE = fileURLToPath(new URL('./server-process.ts', import.meta.url));
const TSCONFIG = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));

/** A server in a process of its own. */
export interface FuzzedServer {
  port: number;
  /** How the process is; rejects when it is no more. */
  vitals(): Promise<Vitals>;
  /** Ends it, and resolves with its exit code and what it wrote to standard error. */
  stop(): Promise<{ code: number | null; stderr: string }>;
}

/** Starts the process; `key` is the one that it takes. */
export async function startFuzzedServer(key: string): Promise<FuzzedServer> {
  const child = fork(MODULE, [key], {
    execArgv: ['--import', import.meta.resolve('tsx')],
    env: { ...process.env, TSX_TSCONFIG_PATH: TSCONFIG, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'exit').then(([code]) => ({ code: code as number | null, stderr }));
  const { url } = await said<{ url: string }>(child, ended);
  return {
    port: Number(new URL(url).port),
    vitals: () => {
      child.send('vitals', () => undefined);
      return said<Vitals>(child, ended);
    },
    stop: () => {
      if (child.connected) child.disconnect();
      return ended;
    },
  };
}

async function said<T>(child: ChildProcess, ended: Promise<{ stderr: string }>): Promise<T> {
  const message = once(child, 'message').then(([value]) => value as T);
  const crash = ended.then(({ stderr }): never => {
    throw new Error(`The server has ended: ${stderr}`);
  });
  return Promise.race([message, crash]);
}
