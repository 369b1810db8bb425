/** Storages for the tests of the service: one database, two, and wrappers that count or fail. */
import type { AgentVersionsStorage } from '../../src/storage/domains/agent-versions/base';
import type { AgentsStorage } from '../../src/storage/domains/agents/base';
import { InMemoryStore } from '../../src/storage/inmemory';
import type { VersioningOptions } from '../../src/versioning/options';
import { AgentVersioning } from '../../src/versioning/service';

/** Both domains, of one database or of two. */
export interface Domains {
  agents: AgentsStorage;
  agentVersions: AgentVersionsStorage;
}

/** Both domains in one database. */
export function together(): Domains {
  const { agents, agentVersions } = new InMemoryStore().stores;
  return { agents, agentVersions } as Domains;
}

/** Each domain in a database of its own. */
export function apart(): Domains {
  return { agents: together().agents, agentVersions: together().agentVersions };
}

/** What every test is run on. */
export const LAYOUTS = [
  ['one database', together],
  ['two databases', apart],
] as const;

/** The service over domains, with those for tests to look behind it. */
export function serviceOver(domains: Domains, options: Omit<VersioningOptions, keyof Domains | 'storage'> = {}) {
  return { ...domains, versioning: new AgentVersioning({ ...domains, ...options }) };
}

/** Who most tests are about. */
export const agentId = 'support';

/** The service over new domains, with one agent at version 1. */
export async function withAgent(domains: () => Domains, config: object = { model: 'a', note: null }) {
  const made = serviceOver(domains());
  await made.versioning.createAgent({ ...config, id: agentId });
  return made;
}

/** The numbers of that agent's versions, newest first. */
export async function numbers(versioning: AgentVersioning): Promise<number[]> {
  return (await versioning.list({ agentId })).versions.map(({ versionNumber }) => versionNumber);
}

/** What a wrapper does before a call goes through. */
export type BeforeCall = (domain: 'agents' | 'agentVersions', method: string) => void | Promise<void>;

/** The same domains, with something done before each call. */
export function watched({ agents, agentVersions }: Domains, before: BeforeCall): Domains {
  return {
    agents: watch(agents, (method) => before('agents', method)),
    agentVersions: watch(agentVersions, (method) => before('agentVersions', method)),
  };
}

/** Writes the calls down, with those in one line that were begun before any of them was answered. */
export function counted(domains: Domains): { domains: Domains; trips: string[][] } {
  const trips: string[][] = [];
  let open: string[] | undefined;
  const note: BeforeCall = async (_, method) => {
    if (!open) {
      open = [];
      trips.push(open);
    }
    open.push(method);
    await new Promise(setImmediate); // as long as a round trip takes
    open = undefined;
  };
  return { domains: watched(domains, note), trips };
}

/** The same domains, with calls that take times of their own. */
export function unsteady(domains: Domains): Domains {
  return watched(domains, async () => {
    for (let turns = Math.floor(Math.random() * 4); turns > 0; turns -= 1) await new Promise(setImmediate);
  });
}

function watch<D extends object>(domain: D, before: (method: string) => void | Promise<void>): D {
  return new Proxy(domain, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        await before(String(key));
        return Reflect.apply(value, target, args);
      };
    },
  });
}
