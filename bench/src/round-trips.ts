/** Counting what is sent to Postgres. */
import { Client } from 'pg';
import type { Lane } from './measure';
import type { Operation } from './workload/operations';

/** What a call sends. */
export interface RoundTrips {
  /** Calls of the driver's `query`: each sends something and waits for the answer. */
  statements: number;
  /** How many of them had to wait for an earlier one's answer, and the first: the rest went at the same time. */
  inTurn: number;
}

/** What each operation on a lane sends, once it is warm. */
export async function countRoundTrips(
  lane: Lane,
  operations: readonly Operation[],
): Promise<Record<string, RoundTrips>> {
  const counts: Record<string, RoundTrips> = {};
  for (const operation of operations) {
    await operation.run(lane.target, lane.sampler);
    const { roundTrips } = await countQueries(() => operation.run(lane.target, lane.sampler));
    counts[operation.name] = roundTrips;
  }
  return counts;
}

/** Does something, and counts what is sent meanwhile. */
export async function countQueries<T>(work: () => Promise<T>): Promise<{ result: T; roundTrips: RoundTrips }> {
  const original = Client.prototype.query;
  const roundTrips: RoundTrips = { statements: 0, inTurn: 0 };
  let waiting = 0;
  const answered = () => {
    waiting -= 1;
  };
  Client.prototype.query = function count(this: Client, ...args: unknown[]) {
    roundTrips.statements += 1;
    if (waiting === 0) roundTrips.inTurn += 1;
    waiting += 1;
    return send({ original, client: this, args, answered });
  } as typeof original;
  try {
    return { result: await work(), roundTrips };
  } finally {
    Client.prototype.query = original;
  }
}

/** Calls the driver, by its callback where there is one, and tells of the answer. */
function send(input: { original: Client['query']; client: Client; args: unknown[]; answered(): void }): unknown {
  const { original, client, args, answered } = input;
  const callback = args.at(-1);
  if (typeof callback !== 'function') {
    const promise: Promise<unknown> = Reflect.apply(original, client, args);
    promise.then(answered, answered);
    return promise;
  }
  const told = (...answer: unknown[]) => {
    answered();
    return Reflect.apply(callback, undefined, answer);
  };
  return Reflect.apply(original, client, [...args.slice(0, -1), told]);
}

/** As the report has it. */
export function describeRoundTrips({ statements, inTurn }: RoundTrips): string {
  return statements === inTurn ? String(statements) : `${statements}, ${inTurn} of them in turn`;
}
