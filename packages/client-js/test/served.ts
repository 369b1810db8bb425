/** An agent that is served, for the tests of `resolve`. */
import type { CacheOptions } from '@agent-versions/client';
import { type Fault, lost, world } from './running';

/** What makes every call ask the server, and wait for it. */
export const ALWAYS = { ttl: 0, staleWhileRevalidate: 0 };

/** An agent with the versions 1 (model a) and 2 (model b), of which 1 is served. */
export async function servedWorld(cache?: CacheOptions) {
  const made = world();
  const { versioning } = made;
  await versioning.createAgent({ id: 'support', model: 'a' });
  await versioning.save('support', { model: 'b' });
  await versioning.activate('support', 1);
  const client = made.connect({ retries: 0, cache });
  const statuses = () => made.seen.splice(0).map(({ status }) => status);
  return { ...made, client, statuses };
}

/** Fails each request from now on, until the list is emptied. */
export function fail(faults: Fault[], fault: Fault = lost): void {
  faults.push(...Array.from({ length: 20 }, () => fault));
}
