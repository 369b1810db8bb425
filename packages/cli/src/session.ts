/** One run: what was asked for globally, and what was opened for it. */
import { userInfo } from 'node:os';
import { AgentVersioning, type MastraStorage } from '@agent-versions/core';
import { ConsoleOutput, type OutputStream } from './console-output';
import type { CliContext } from './context';
import { EXIT, type ExitCode } from './exit-codes';
import { chooseStorage, type OpenOptions, type StorageChoice } from './open-storage';
import { endWithSignal, type InputStream } from './stdin';

/** The options that every command has. */
export interface GlobalOptions {
  json?: boolean;
  config?: string;
  db?: string;
  as?: string;
  color?: boolean;
}

/** What a run is given by its process. */
export interface SessionInput {
  stdin: InputStream;
  stdout: OutputStream;
  stderr: OutputStream;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  signal: AbortSignal;
  /** The global options, once they are parsed. */
  options: () => GlobalOptions;
}

/** The one implementation of {@link CliContext}. */
export class Session implements CliContext {
  readonly output: ConsoleOutput;
  readonly stdin: CliContext['stdin'];
  readonly cwd: string;
  readonly env: CliContext['env'];
  readonly signal: AbortSignal;
  readonly #options: () => GlobalOptions;
  #choice: Promise<StorageChoice> | undefined;
  #storage: Promise<MastraStorage> | undefined;
  #exitCode: ExitCode = EXIT.done;

  constructor({ stdin, stdout, stderr, env, cwd, signal, options }: SessionInput) {
    this.#options = options;
    this.stdin = endWithSignal(stdin, signal);
    this.cwd = cwd;
    this.env = env;
    this.signal = signal;
    const settings = () => ({ json: options().json === true, color: options().color !== false && !env.NO_COLOR });
    this.output = new ConsoleOutput({ stdout, stderr, settings });
  }

  /** What {@link CliContext.exitWith} said last. */
  get exitCode(): ExitCode {
    return this.#exitCode;
  }

  /** {@inheritDoc CliContext.exitWith} */
  exitWith(code: ExitCode): void {
    this.#exitCode = code;
  }

  /** {@inheritDoc CliContext.choice} */
  choice(): Promise<StorageChoice> {
    const { config, db } = this.#options();
    this.#choice ??= chooseStorage({ config, db, cwd: this.cwd, env: this.env });
    return this.#choice;
  }

  /** {@inheritDoc CliContext.storage} */
  storage({ migrate = true, create = true }: Partial<OpenOptions> = {}): Promise<MastraStorage> {
    this.#storage ??= this.choice().then((choice) => choice.open({ migrate, create }));
    return this.#storage;
  }

  /** {@inheritDoc CliContext.versioning} */
  async versioning(): Promise<AgentVersioning> {
    const { policy, protectedLabels, beforeStore } = (await this.choice()).config;
    const actor = { id: this.#options().as ?? userName(this.env) };
    return new AgentVersioning({ policy, protectedLabels, beforeStore, storage: await this.storage(), actor });
  }

  /** Closes the storage, if it was opened. */
  async close(): Promise<void> {
    const storage = await this.#storage?.catch(() => undefined); // who asked for it knows already
    await storage?.close();
  }
}

/** The user of the system; in a container there may be none. */
function userName(env: CliContext['env']): string {
  try {
    return userInfo().username;
  } catch {
    return env.USER || 'unknown';
  }
}
