/** The facade of the framework: agents as they were stored, made whole. */
import { z } from 'zod';
import { ValidationError } from '../errors';
import type { VersionSelector } from '../storage/domains/agent-versions/calls';
import { ACTIVE_LABEL, type AgentVersionSummary } from '../storage/domains/agent-versions/records';
import { idSchema, labelSchema, parseInput, positiveIntegerSchema, textSchema } from '../storage/input';
import { configOf } from '../storage/record-fields';
import type { MastraStorage, StorageDomainName, StorageDomains } from '../storage/storage';
import type { AgentConfig } from '../storage/types';
import { VersioningContext } from '../versioning/context';
import { copyJson } from '../versioning/diff/json-values';
import type { VersioningOptions } from '../versioning/options';
import { noSuchVersion } from '../versioning/refs';
import { AgentVersioning } from '../versioning/service';
import { cacheSchema, type VersionCacheOptions } from './version-cache';
import { VersionReader } from './version-reader';

/** What an agent is made from, beside its configuration. */
export interface AgentSource {
  agentId: string;
  /** Absent where the configuration is the record's, as no version is active. */
  version?: AgentVersionSummary;
}

/** What a facade is made of: a storage, how agents are made, and the rules of the service. */
export interface MastraOptions<A> extends Omit<VersioningOptions, 'storage' | 'agents' | 'agentVersions'> {
  storage: MastraStorage;
  /** Makes an agent of its configuration, which is its own copy. Default: the configuration is the agent. */
  createAgent?: (config: AgentConfig, source: AgentSource) => A | Promise<A>;
  cache?: VersionCacheOptions;
}

/** Which version of an agent: one of `versionId`, `versionNumber`, `label` and `at`, or none for the active one. */
export interface GetStoredAgentOptions {
  versionId?: string;
  versionNumber?: number;
  label?: string;
  /** What was active then. */
  at?: Date;
  /** Who asks (a user, a conversation): where a label splits, the same key gets the same version. */
  key?: string;
}

const optionsSchema = z.strictObject({
  versionId: idSchema.optional(),
  versionNumber: positiveIntegerSchema.optional(),
  label: labelSchema.optional(),
  at: z.date().optional(),
  key: textSchema.optional(),
});

const SELECTORS = ['versionId', 'versionNumber', 'label', 'at'] as const;

/** Serves the agents of a storage, in the versions that are asked for. */
export class Mastra<A = AgentConfig> {
  /** The rules, under the facade's policy and actor. */
  readonly versioning: AgentVersioning;
  readonly #storage: MastraStorage;
  readonly #reader: VersionReader;
  readonly #createAgent: (config: AgentConfig, source: AgentSource) => A | Promise<A>;

  /** @throws ValidationError when an option is none */
  constructor(options: MastraOptions<A>) {
    const { createAgent = (config: AgentConfig) => config as A, cache = {}, ...rules } = options;
    if (typeof createAgent !== 'function') throw invalid('createAgent', 'must be a function');
    if (!rules.storage) throw invalid('storage', 'must be a MastraStorage');
    const context = VersioningContext.of(rules);
    this.versioning = new AgentVersioning(context);
    this.#storage = rules.storage;
    this.#reader = new VersionReader({ context, cache: parseInput(cacheSchema, cache) });
    this.#createAgent = createAgent;
  }

  /** The domain, initialised; null when the storage does not have it. */
  getStore<Name extends StorageDomainName>(domain: Name): Promise<StorageDomains[Name] | null> {
    return this.#storage.getStore(domain);
  }

  /**
   * The agent, in the version that is asked for; without a selector in its active version or, only where it has none,
   * as its record says. Null when there is no such agent. Each call makes an agent of its own.
   * @throws NotFoundError when the agent has no such version: never another in its place
   * @throws ValidationError when there are two selectors, or the version is redacted
   */
  async getStoredAgent(id: string, options: GetStoredAgentOptions = {}): Promise<A | null> {
    const { key, ...asked } = parseInput(optionsSchema, options);
    const selector = selectorOf(asked);
    const version = await this.#reader.read({ agentId: id, selector: selector ?? { label: ACTIVE_LABEL }, key });
    if (version) {
      const { snapshot, ...summary } = version;
      return this.#createAgent(copyJson(snapshot), { agentId: id, version: copyJson(summary) });
    }
    const record = await this.versioning.getAgent(id);
    if (!record) return null;
    if (selector) throw noSuchVersion(id, selector);
    return this.#createAgent(configOf(record), { agentId: id });
  }
}

/** @throws ValidationError when there are several */
function selectorOf(options: Omit<GetStoredAgentOptions, 'key'>): VersionSelector | undefined {
  const given = SELECTORS.filter((name) => options[name] !== undefined);
  if (given.length > 1) throw invalid('', `takes one of ${SELECTORS.join(', ')}, not ${given.join(' and ')}`);
  const { versionId, versionNumber, label, at } = options;
  if (versionId !== undefined) return { id: versionId };
  if (versionNumber !== undefined) return { versionNumber };
  if (label !== undefined) return { label };
  return at && { label: ACTIVE_LABEL, at };
}

function invalid(path: string, message: string): ValidationError {
  return new ValidationError([{ path, message }]);
}
