/** What the suite and its worker processes say to each other. */
import type { AgentsStorage, AgentVersion, AgentVersionsStorage } from '@agent-versions/core';
import type { ProcessConnection } from '../input';
import type { Outcome } from '../refusal';
import type { ServiceMethod } from '../versioning/caller';

/** The domains a worker can be asked to call, by the key the storage has them under. */
export interface Domains {
  /** Agents. */
  agents: AgentsStorage;
  /** Versions and labels. */
  agentVersions: AgentVersionsStorage;
}

/** The methods of a domain that take part in races. */
export type MethodOf<D extends keyof Domains> = Exclude<
  { [K in keyof Domains[D]]: Domains[D][K] extends (...args: never[]) => unknown ? K : never }[keyof Domains[D]],
  'init' | 'close'
> &
  string;

/** Many saves of one agent in a row, some at a time. */
export interface SavesJob {
  /** Whose versions they become. */
  agentId: string;
  /** How many in all. */
  count: number;
  /** How many are under way at once. */
  atOnce: number;
}

/** What came of them. */
export interface SavesReport {
  /** Acknowledged. */
  saved: Pick<AgentVersion, 'id' | 'versionNumber' | 'contentHash'>[];
  /** Messages of what was refused. */
  errors: string[];
  /** The longest that one save took, in milliseconds. */
  worstWait: number;
}

/** A request; the reply carries its `id`. */
export type Request = { id: number } & (
  | { kind: 'open'; connection: ProcessConnection }
  | { kind: 'call'; domain: keyof Domains; method: string; args: unknown[] }
  | { kind: 'ask'; method: ServiceMethod; args: unknown[] }
  | { kind: 'saves'; job: SavesJob }
  | { kind: 'close' }
);

/** A reply: an outcome, or the stack of an error that is none of ours. */
export type Reply = { id: number } & ({ outcome: Outcome<unknown> } | { crash: string });
