/** The process that asks: it takes jobs from its parent, until that lets go of it. */
import autocannon from 'autocannon';
import { quantile } from '../statistics';
import type { LoadJob, LoadReply, LoadResult } from './load';
import { type HttpRequest, PROBE } from './routes';

/** How often autocannon looks whether it is to stop, in milliseconds. */
const TICK = 10;

/** The fewest answers to each connection, however long that takes. */
const FEWEST = 2;

process.on('message', async (job: LoadJob) => {
  const reply: LoadReply = await load(job).then(
    (result) => ({ result }),
    (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  process.send?.(reply);
});

async function load(job: LoadJob): Promise<LoadResult> {
  const { url, connections, requests } = job;
  const block = new Block(job);
  const { errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const options: autocannon.Options = {
      url,
      connections,
      requests: [PROBE],
      duration: 3600, // the block ends it
      sampleInt: TICK,
    };
    const instance = autocannon(options, (error: Error | null, result) => (error ? reject(error) : resolve(result)));
    instance.on('response', (client, status, _bytes, time) => {
      if (block.takeAnswer({ client, status, time })) instance.stop();
    });
  });
  if (errors > 0) throw new Error(`${errors} requests failed`);
  await settle(url, requests);
  return block.result();
}

/** What was on its way when the block ended is served before this: the next block does not pay for it. */
async function settle(url: string, requests: readonly HttpRequest[]): Promise<void> {
  const [request] = requests;
  if (!request) return;
  const { path, ...init } = request;
  await (await fetch(url + path, init)).text();
}

/**
 * A block of load. It begins once all connections are there: Node accepts one in each turn of its event loop, so that
 * they would come in late one by one, and the first of them be served alone.
 */
class Block {
  readonly #job: LoadJob;
  readonly #waiting = new Set<autocannon.Client>();
  readonly #asking = new Set<autocannon.Client>();
  readonly #times: number[] = [];
  #unexpected: number | undefined;
  #begin = 0;
  #end = 0;

  constructor(job: LoadJob) {
    this.#job = job;
  }

  /** Takes note of an answer, and returns whether that was enough. */
  takeAnswer({ client, status, time }: { client: autocannon.Client; status: number; time: number }): boolean {
    const { connections, requests, seconds } = this.#job;
    const now = performance.now();
    if (!this.#asking.has(client)) {
      this.#waiting.add(client);
      if (this.#waiting.size < connections) return false;
      // each connection begins elsewhere, so that not all ask for the same at once
      client.setRequests(rotated(requests, this.#asking.size));
      if (this.#asking.size === 0) this.#begin = now;
      this.#asking.add(client);
      return false;
    }
    if (status !== this.#job.status) this.#unexpected = status;
    this.#times.push(time);
    this.#end = now;
    return now - this.#begin >= seconds * 1000 && this.#times.length >= connections * FEWEST;
  }

  /** Autocannon's own figures are in whole milliseconds, and have the time in them that it took to connect. */
  result(): LoadResult {
    if (this.#unexpected !== undefined) throw new Error(`answered ${this.#unexpected}`);
    const rate = (this.#times.length / (this.#end - this.#begin)) * 1000;
    return { rate, p50: quantile(this.#times, 0.5), p99: quantile(this.#times, 0.99) };
  }
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const from = by % items.length;
  return [...items.slice(from), ...items.slice(0, from)];
}
