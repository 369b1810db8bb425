/** The composite storage: one place to reach every domain, each on the store of its own choice. */
import { z } from 'zod';
import { NotFoundError, type ValidationIssue } from '../errors';
import type { AgentVersionsStorage } from './domains/agent-versions/base';
import type { AgentsStorage } from './domains/agents/base';
import type { StorageDomain } from './domains/base';
import type { EvalsStorage } from './domains/evals/base';
import type { CreateThreadInput, MemoryStorage } from './domains/memory/base';
import type { StorageThreadType } from './domains/memory/records';
import type { ObservabilityStorage } from './domains/observability/base';
import type { SessionsStorage } from './domains/sessions/base';
import type { WorkflowsStorage } from './domains/workflows/base';
import { idSchema, parseInput, textSchema } from './input';

/** Every domain there is, by the key it is reached under. */
export interface StorageDomains {
  /** The editable records. */
  agents: AgentsStorage;
  /** Their versions and labels. */
  agentVersions: AgentVersionsStorage;
  /** Threads, their messages, and what is known of resources. */
  memory: MemoryStorage;
  /** The states of workflow runs. */
  workflows: WorkflowsStorage;
  /** Scores of what agents did. */
  evals: EvalsStorage;
  /** Spans, which make traces. */
  observability: ObservabilityStorage;
  /** Sessions of agents, and their logs. */
  sessions: SessionsStorage;
}

/** The key of a domain. */
export type StorageDomainName = keyof StorageDomains;

/** Domains by key; `false` switches one off. */
export type StorageDomainOverrides = { [Name in StorageDomainName]?: StorageDomains[Name] | false };

/** What a composite is made of. */
export interface MastraStorageOptions {
  /** Names the storage in errors and logs. */
  id: string;
  /** What people call it. Default: the id. */
  name?: string;
  /** Where the domains come from that `stores` does not name. */
  default?: MastraStorage;
  /** Domains that live elsewhere than in `default`, or nowhere. */
  stores?: StorageDomainOverrides;
  /** Leave the schema alone until `init` is called (default false). */
  disableInit?: boolean;
}

const DOMAIN_NAMES: readonly StorageDomainName[] = [
  'agents',
  'agentVersions',
  'memory',
  'workflows',
  'evals',
  'observability',
  'sessions',
];

const optionsSchema = z.strictObject({
  id: idSchema,
  name: textSchema.optional(),
  default: z.custom<MastraStorage>(isStorage, 'must be a MastraStorage').optional(),
  stores: z
    .custom<StorageDomainOverrides>((value) => typeof value === 'object' && value !== null, 'must be an object')
    .check(({ value, issues }) => {
      for (const { path, message } of wrongDomains(value)) {
        issues.push({ code: 'custom', path: [path], message, input: value });
      }
    })
    .default({}),
  disableInit: z.boolean().default(false),
});

/** One storage made of domains. Stores extend it: each is a composite of its own domains. */
export class MastraStorage {
  /** Names the storage in errors and logs. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** The domains that are there. Reached this way they are not initialised first. */
  readonly stores: Readonly<Partial<StorageDomains>>;

  readonly #default: MastraStorage | undefined;
  readonly #disableInit: boolean;
  /** The domains given to this storage itself, not to its default. */
  readonly #own: ReadonlyMap<StorageDomainName, StorageDomain>;
  readonly #initialised = new Map<StorageDomainName, Promise<void>>();
  #closed: Promise<void> | undefined;

  /** @throws ValidationError when an option is none, a domain is not known, or is of another kind than its key says */
  constructor(options: MastraStorageOptions) {
    const { id, name = id, default: fallback, stores, disableInit } = parseInput(optionsSchema, options);
    this.id = id;
    this.name = name;
    this.#default = fallback;
    this.#disableInit = disableInit;
    this.#own = new Map(DOMAIN_NAMES.flatMap((key) => (stores[key] ? [[key, stores[key]] as const] : [])));
    const chosen = DOMAIN_NAMES.map((key) => [key, stores[key] ?? fallback?.stores[key]] as const);
    this.stores = Object.freeze(Object.fromEntries(chosen.filter(([, domain]) => domain)));
  }

  /**
   * The domain, initialised unless that was switched off; null when this storage does not have it.
   * @throws MigrationError, UnavailableError as {@link StorageDomain.init} does; the next call tries again
   */
  async getStore<Name extends StorageDomainName>(domain: Name): Promise<StorageDomains[Name] | null> {
    if (!Object.hasOwn(this.stores, domain)) return null;
    const store = this.stores[domain] as StorageDomains[Name];
    if (this.#disableInit) return store;
    // A domain of the default is its business: it may have been told to leave the schema alone.
    if (this.#own.has(domain)) await this.#initialise(domain);
    else await this.#default?.getStore(domain);
    return store;
  }

  /**
   * As {@link getStore}, for those who cannot go on without.
   * @throws NotFoundError when this storage does not have the domain
   */
  async requireStore<Name extends StorageDomainName>(domain: Name): Promise<StorageDomains[Name]> {
    const store = await this.getStore(domain);
    if (!store) throw new NotFoundError({ entity: 'domain', id: domain });
    return store;
  }

  /**
   * Initialises the domains that are there, each once however many callers there are; what failed is tried again by
   * the next call. Calling it is optional, as domains are initialised on their first use; with `disableInit` it is the
   * only way.
   * @throws MigrationError, UnavailableError as {@link StorageDomain.init} does, when every domain has been tried
   */
  async init(): Promise<void> {
    await settle(DOMAIN_NAMES.filter((key) => this.stores[key]).map((key) => this.#initialise(key)));
  }

  /**
   * Stores a new thread in the domain `memory`.
   * @throws NotFoundError when this storage does not have the domain
   * @see {@link MemoryStorage.createThread}
   */
  async createThread(input: CreateThreadInput): Promise<StorageThreadType> {
    const memory = await this.requireStore('memory');
    return memory.createThread(input);
  }

  /** Closes the default and the domains that replace its own. Idempotent. */
  close(): Promise<void> {
    const closable = [...this.#own.values(), ...(this.#default ? [this.#default] : [])];
    this.#closed ??= settle(closable.map(closeOne));
    return this.#closed;
  }

  #initialise(key: StorageDomainName): Promise<void> {
    const running = this.#initialised.get(key);
    if (running !== undefined) return running;
    const started = initOne(this.stores[key] as StorageDomain);
    this.#initialised.set(key, started);
    started.catch(() => this.#initialised.delete(key));
    return started;
  }
}

/** An async function, so that what throws at once is a rejection too. */
async function initOne(domain: StorageDomain): Promise<void> {
  await domain.init();
}

async function closeOne(closable: { close(): Promise<void> }): Promise<void> {
  await closable.close();
}

/** Waits for all, so that nothing goes on behind an error's back; then throws the first error. */
async function settle(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** By its shape: it may come from another copy of this package. */
function isStorage(value: unknown): value is MastraStorage {
  const methods = ['getStore', 'init', 'close'];
  if (typeof value !== 'object' || value === null || !('stores' in value)) return false;
  return methods.every((name) => typeof Reflect.get(value, name) === 'function');
}

function wrongDomains(stores: StorageDomainOverrides): ValidationIssue[] {
  return Object.entries(stores).flatMap(([key, domain]): ValidationIssue[] => {
    if (!(DOMAIN_NAMES as readonly string[]).includes(key)) return [{ path: key, message: 'is no domain' }];
    if (domain === undefined || domain === false || Object(domain).domain === key) return [];
    return [{ path: key, message: `must be a store of the domain ${key}, or false` }];
  });
}
