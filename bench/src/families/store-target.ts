/** A store as it is measured: its domain, and on top of it the versioning service and the facade that serves agents. */
import {
  type AgentConfig,
  type AgentVersion,
  AgentVersioning,
  type AgentVersionSummary,
  type AgentVersionsStorage,
  type CreateVersionInput,
  type ListVersionsOutput,
  Mastra,
  type MastraStorage,
} from '@agent-versions/core';
import type { ListPageInput, SaveAgentInput, SaveAgentOutput, Target } from '../workload/operations';

/** Hands every call on. */
export class StoreTarget implements Target {
  readonly #versions: AgentVersionsStorage;
  readonly #versioning: AgentVersioning;
  readonly #cold: Mastra;
  readonly #cached: Mastra;

  private constructor(storage: MastraStorage, versions: AgentVersionsStorage) {
    this.#versions = versions;
    this.#versioning = new AgentVersioning({ storage });
    this.#cold = new Mastra({ storage, cache: { maxBytes: 1 } }); // nothing is so small: nothing is kept
    this.#cached = new Mastra({ storage });
  }

  /** Opens the store. */
  static async open(storage: MastraStorage): Promise<StoreTarget> {
    return new StoreTarget(storage, await storage.requireStore('agentVersions'));
  }

  createVersion(input: CreateVersionInput): Promise<AgentVersion> {
    return this.#versions.createVersion(input);
  }

  getVersion(id: string): Promise<AgentVersion | null> {
    return this.#versions.getVersion(id);
  }

  getVersionByNumber(agentId: string, versionNumber: number): Promise<AgentVersion | null> {
    return this.#versions.getVersionByNumber(agentId, versionNumber);
  }

  getLatestVersion(agentId: string): Promise<AgentVersion | null> {
    return this.#versions.getLatestVersion(agentId);
  }

  listVersions(input: ListPageInput): Promise<ListVersionsOutput<AgentVersionSummary>> {
    return this.#versions.listVersions(input);
  }

  countVersions(agentId: string): Promise<number> {
    return this.#versions.countVersions(agentId);
  }

  async save({ agentId, changes, message, createdBy }: SaveAgentInput): Promise<SaveAgentOutput> {
    const { version, agent } = await this.#versioning.save(agentId, changes, { message, createdBy });
    return { version, revision: agent.revision };
  }

  resolveCold(agentId: string): Promise<AgentConfig | null> {
    return this.#cold.getStoredAgent(agentId);
  }

  resolveCached(agentId: string): Promise<AgentConfig | null> {
    return this.#cached.getStoredAgent(agentId);
  }
}
