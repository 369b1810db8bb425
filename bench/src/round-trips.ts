/** Counting what a call sends to Postgres. */
import { Client } from 'pg';
import type { Lane } from './measure';
import { OPERATIONS } from './workload/operations';

/** How many times each operation on a lane called the driver's `query`, each of which is one round trip. */
export async function countRoundTrips(lane: Lane): Promise<Record<string, number>> {
  const original = Client.prototype.query;
  const counts: Record<string, number> = {};
  let sent = 0;
  Client.prototype.query = function count(this: Client, ...args: unknown[]) {
    sent += 1;
    return Reflect.apply(original, this, args);
  } as typeof original;
  try {
    for (const operation of OPERATIONS) {
      sent = 0;
      await operation.run(lane.target, lane.sampler);
      counts[operation.name] = sent;
    }
  } finally {
    Client.prototype.query = original;
  }
  return counts;
}
