/** The operations that are measured, each as one call to a store or to a raw driver. */
import type {
  AgentConfig,
  AgentVersion,
  AgentVersionSummary,
  CreateVersionInput,
  ListVersionsOutput,
} from '@agent-versions/core';
import type { Sampler } from './histories';

/** A page of the list of versions, newest first. */
export interface ListPageInput {
  agentId: string;
  page: number;
  perPage: number;
  includeSnapshot: boolean;
}

/** A change to an agent that is there. */
export interface SaveAgentInput {
  agentId: string;
  /** Top-level fields to set. */
  changes: AgentConfig;
  message: string;
  createdBy: string;
}

/** What a save made: a version, and the revision that the agent's record has with it. */
export interface SaveAgentOutput {
  version: AgentVersion;
  revision: number;
}

/** What both sides can do: the parts of domains, service and facade that are measured. */
export interface Target {
  createVersion(input: CreateVersionInput): Promise<AgentVersion>;
  getVersion(id: string): Promise<AgentVersion | null>;
  getVersionByNumber(agentId: string, versionNumber: number): Promise<AgentVersion | null>;
  getLatestVersion(agentId: string): Promise<AgentVersion | null>;
  listVersions(input: ListPageInput): Promise<ListVersionsOutput<AgentVersionSummary>>;
  countVersions(agentId: string): Promise<number>;
  /** Merges a change into an agent, and keeps what it is then as a version; nobody's edit is lost. */
  save(input: SaveAgentInput): Promise<SaveAgentOutput>;
  /** The configuration of the active version, read whole. */
  resolveCold(agentId: string): Promise<AgentConfig | null>;
  /** The same, where only what the label points at is read, once the version is known. */
  resolveCached(agentId: string): Promise<AgentConfig | null>;
}

/** One line of the table, before it is told by history and callers. */
export interface Operation {
  name: string;
  /** Adds a version with each call, so that blocks are kept short. */
  grows?: true;
  run(target: Target, sampler: Sampler): Promise<unknown>;
}

const PER_PAGE = 20;

/** All operations. Those that grow the histories come last. */
export const OPERATIONS: readonly Operation[] = [
  { name: 'getVersion', run: (target, sampler) => target.getVersion(sampler.versionId()) },
  {
    name: 'getVersionByNumber',
    run: (target, sampler) => target.getVersionByNumber(sampler.agentId(), sampler.versionNumber()),
  },
  { name: 'getLatestVersion', run: (target, sampler) => target.getLatestVersion(sampler.agentId()) },
  { name: 'list first page', run: (target, sampler) => listPage({ target, sampler, which: 'first' }) },
  { name: 'list last page', run: (target, sampler) => listPage({ target, sampler, which: 'last' }) },
  {
    name: 'list first, no snapshots',
    run: (target, sampler) => listPage({ target, sampler, which: 'first', includeSnapshot: false }),
  },
  {
    name: 'list last, no snapshots',
    run: (target, sampler) => listPage({ target, sampler, which: 'last', includeSnapshot: false }),
  },
  { name: 'countVersions', run: (target, sampler) => target.countVersions(sampler.agentId()) },
  { name: 'resolve active, cold', run: (target, sampler) => target.resolveCold(sampler.servedAgentId()) },
  { name: 'resolve active, cached', run: (target, sampler) => target.resolveCached(sampler.servedAgentId()) },
  {
    name: 'save on an existing agent',
    grows: true,
    run: (target, sampler) =>
      target.save({
        agentId: sampler.agentId(),
        changes: sampler.changes(),
        message: 'Sharpen the instructions after the last review',
        createdBy: 'user-42',
      }),
  },
  {
    name: 'createVersion',
    grows: true,
    run: (target, sampler) =>
      target.createVersion({
        agentId: sampler.agentId(),
        snapshot: sampler.document().snapshot,
        changedFields: ['instructions', 'tools'],
        changeMessage: 'Sharpen the instructions after the last review',
        createdBy: 'user-42',
      }),
  },
];

function listPage(input: {
  target: Target;
  sampler: Sampler;
  which: 'first' | 'last';
  includeSnapshot?: boolean;
}): Promise<unknown> {
  const { target, sampler, which, includeSnapshot = true } = input;
  const page = which === 'first' ? 1 : Math.ceil(sampler.history.versions / PER_PAGE);
  return target.listVersions({ agentId: sampler.agentId(), page, perPage: PER_PAGE, includeSnapshot });
}
