/** The suite's end of a worker process. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessConnection } from '../input';
import type { Outcome } from '../refusal';
import type { ServiceArgs, ServiceMethod, ServiceOutcome } from '../versioning/caller';
import type { Domains, MethodOf, Reply, Request, SavesJob, SavesReport } from './protocol';

/** A request without the number that the child gives it. */
type Unnumbered<R> = R extends Request ? Omit<R, 'id'> : never;

interface Waiting {
  resolve(outcome: Outcome<unknown>): void;
  reject(error: Error): void;
}

/** A running worker. */
export class Child {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;

  /** Starts a worker, in a time zone if one is named. `module` is what it will open stores with. */
  constructor(input: { module: string; timeZone?: string }) {
    this.#process = fork(workerPath(), {
      execArgv: runtimeFlags(input.module),
      env: { ...process.env, ...sourcePaths(), ...(input.timeZone === undefined ? {} : { TZ: input.timeZone }) },
      serialization: 'advanced',
    });
    this.#process.on('message', (reply: Reply) => this.#settle(reply));
    this.#process.on('exit', (code, signal) => this.#abandon(new Error(`The worker ended: ${code ?? signal}`)));
    this.#process.on('error', (error) => this.#abandon(error));
  }

  /** Opens the store in that process. */
  async open(connection: ProcessConnection): Promise<void> {
    await this.#demand({ kind: 'open', connection });
  }

  /** Calls a method there. */
  call<D extends keyof Domains, M extends MethodOf<D>>(
    domain: D,
    method: M,
    ...args: Domains[D][M] extends (...args: infer A) => unknown ? A : never
  ): Promise<Outcome<Domains[D][M] extends (...args: never[]) => Promise<infer R> ? R : never>> {
    return this.#request({ kind: 'call', domain, method, args }) as never;
  }

  /** Calls the versioning service there. */
  ask<M extends ServiceMethod>(method: M, ...args: ServiceArgs<M>): Promise<ServiceOutcome<M>> {
    return this.#request({ kind: 'ask', method, args }) as never;
  }

  /** Saves there, many times over. */
  async saves(job: SavesJob): Promise<SavesReport> {
    return (await this.#demand({ kind: 'saves', job })) as SavesReport;
  }

  /** Closes the store there and ends the process. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.#demand({ kind: 'close' }).finally(() => this.#process.disconnect());
    await exited;
  }

  /** Ends the process without a chance to finish anything. */
  async kill(): Promise<void> {
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await exited;
  }

  /** A request that is not expected to be refused. */
  async #demand(request: Unnumbered<Request>): Promise<unknown> {
    const outcome = await this.#request(request);
    if (!outcome.ok) throw new Error(`A worker was refused: ${JSON.stringify(outcome.refusal)}`);
    return outcome.value;
  }

  #request(request: Unnumbered<Request>): Promise<Outcome<unknown>> {
    this.#requests += 1;
    const id = this.#requests;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ ...request, id }, (error) => error && this.#abandon(error));
    });
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('outcome' in reply) waiting?.resolve(reply.outcome);
    else waiting?.reject(new Error(`A worker met an error that is none of ours: ${reply.crash}`));
  }

  #abandon(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** Whether this package runs from its sources, as it does in its own workspace. */
const fromSources = import.meta.url.endsWith('.ts');

function workerPath(): string {
  return fileURLToPath(new URL(fromSources ? './worker.ts' : './worker.js', import.meta.url));
}

/** Node reads TypeScript through tsx. */
function runtimeFlags(module: string): string[] {
  return fromSources || module.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];
}

/** Where tsx finds the workspace's sources. */
function sourcePaths(): Record<string, string> {
  if (!fromSources) return {};
  return { TSX_TSCONFIG_PATH: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) };
}
