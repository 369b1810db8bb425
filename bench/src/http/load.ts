/** Load from a process of its own, so that whoever asks and whoever answers share no event loop. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HttpRequest } from './routes';

/** What is asked of a server, how hard, and for how long. */
export interface LoadJob {
  url: string;
  connections: number;
  /** Each connection sends them in turns. */
  requests: HttpRequest[];
  /** Of every answer: any other fails the job. */
  status: number;
  /** For how long, about, once all connections are there. */
  seconds: number;
}

/** What came of it. */
export interface LoadResult {
  /** Requests per second. */
  rate: number;
  /** Milliseconds that half of the requests took at most. */
  p50: number;
  /** The same of 99 in 100. */
  p99: number;
}

/** What the process says of a job. */
export type LoadReply = { result: LoadResult } | { error: string };

/** The process. It takes one job at a time. */
export class LoadProcess {
  readonly #child: ChildProcess = fork(fileURLToPath(new URL('./load-process.ts', import.meta.url)));

  /** Has a job done. */
  run(job: LoadJob): Promise<LoadResult> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error('The process that asks has ended'));
      this.#child.once('exit', ended);
      this.#child.once('message', (reply: LoadReply) => {
        this.#child.off('exit', ended);
        if ('result' in reply) resolve(reply.result);
        else reject(new Error(`${job.url}: ${reply.error}`));
      });
      this.#child.send(job);
    });
  }

  /** Ends it. */
  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
