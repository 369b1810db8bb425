/** What callers of the versioning service say, and what they get back. */
import type { AgentVersion, VersionSelector } from '../storage/domains/agent-versions';
import type { AgentConfig, Expected, StorageAgentType } from '../storage/types';

/** Who acts: stored as `createdBy`, `movedBy` and so on, and shown to the policy. */
export interface Actor {
  /** 1 to 255 bytes. */
  id: string;
  /** Whatever the policy wants to know: roles, tenant, scopes. */
  [claim: string]: unknown;
}

/** Everything that a policy is asked about. */
export type VersioningAction =
  | 'agent.create'
  | 'agent.read'
  | 'agent.list'
  | 'agent.update'
  | 'agent.delete'
  | 'version.create'
  | 'version.read'
  | 'version.delete'
  | 'version.prune'
  | 'version.redact'
  | 'label.read'
  | 'label.move'
  | 'history.verify'
  | 'history.export'
  | 'history.import'
  | 'event.read'
  | 'event.delete';

/** One question to the policy. */
export interface PolicyRequest {
  /** Undefined: the service was not bound to anybody. */
  actor: Actor | undefined;
  action: VersioningAction;
  /** Undefined where the action spans agents. */
  agentId: string | undefined;
  /** The label that would move, for `label.move`. */
  label?: string;
  /** Whether that label is a protected one. */
  protected?: boolean;
}

/** Decides who may do what: the one hook that library, server, SDK and command line go through. */
export interface VersioningPolicy {
  /** False refuses with a ForbiddenError. */
  can(request: PolicyRequest): boolean | Promise<boolean>;
}

/**
 * Names a version of an agent. A number is a version number; a Date asks what was active then. A text is `latest` or
 * `head` (the newest version), `head~3` (three existing versions before it), digits (a version number), or else the id
 * of a version or, where there is none, the name of a label (`active`, `production` …). A selector says it outright.
 */
export type VersionRef = string | number | Date | VersionSelector;

/**
 * What the caller believes the agent to be: by the number of its head, or by content: the hash of what it is, edits that
 * are in no version yet included. A content hash does not notice what was changed and changed back.
 */
export type ExpectedState = Expected | { contentHash: string };

/** An agent as its next save would find it. */
export interface CurrentAgent {
  /** The record, with the configuration that the agent has. */
  agent: StorageAgentType;
  /** The hash of that configuration: what `expected` takes. */
  contentHash: string;
}

/** What every action that makes a version takes. */
export interface VersionOptions {
  /** Why; becomes `changeMessage`. */
  message?: string;
  /** A vanity name. */
  name?: string;
  /** Default: the id of the actor that the service is bound to. */
  createdBy?: string;
  /** What the change was made from: the head's number, `'none'` where there is no version yet, or a content hash. */
  expected?: ExpectedState;
  /** Labels to point at the new version in the same step. */
  labels?: string[];
  /** A repeat with the same key and changes returns what the first call made, also when others have saved since. */
  idempotencyKey?: string;
  /** For imports of older histories: when the version was made. Default: the store's clock. */
  createdAt?: Date;
}

/** What `createAgent` takes beside the agent. */
export interface CreateAgentOptions extends VersionOptions {
  /** Of what is not there yet only that can be expected: `'none'`, as by default. */
  expected?: Expected;
}

/** What `save` takes beside the changes. */
export interface SaveOptions extends VersionOptions {
  /** Top-level fields to take away. */
  remove?: string[];
  /** Make a version even of what the head already holds (default false). */
  force?: boolean;
}

/** What `restore` and `rollback` take. */
export interface RestoreOptions extends VersionOptions {
  /** Make a version even where the head holds that content already (default false). */
  force?: boolean;
}

/** What an action that may make a version made. */
export interface SaveOutput {
  /** The new version or, where nothing had changed, the head. */
  version: AgentVersion;
  /** Whether a version was made. */
  created: boolean;
  /** The agent's record after it. */
  agent: StorageAgentType;
}

/** Where a label shall point: one version, or shares of several. */
export type LabelDestination = VersionRef | { targets: { version: VersionRef; weight: number }[] };

/** A version that a label pointed at, and its share. */
export interface LabelledVersion {
  version: AgentVersion;
  /** Basis points. */
  weight: number;
}

/** Who moves a label, from what, and why. */
export interface LabelOptions {
  /** The label's revision the caller has seen; `'none'`: it is not set. */
  expected?: Expected;
  reason?: string;
  /** Default: the id of the actor that the service is bound to. */
  movedBy?: string;
}

/** What `deleteAgent` takes. */
export interface DeleteAgentOptions {
  /** The record's revision the caller has seen. */
  expected?: number;
  /** Kept in the event. */
  reason?: string;
}

/** A field that differs between two snapshots. */
export interface VersionDiff {
  /** A top-level field. */
  field: string;
  /** Undefined where the field was not there. */
  previousValue: unknown;
  /** Undefined where the field is gone. */
  currentValue: unknown;
}

/** Which versions go: one goes when no rule that is given keeps it. At least one of `keepLast` and `maxAge` is given. */
export interface RetentionPolicy {
  /** Keeps that many of the newest versions: 1 or more. */
  keepLast?: number;
  /** Keeps versions younger than this, in milliseconds. */
  maxAge?: number;
  /** Keeps versions that have a name (default false). */
  keepNamed?: boolean;
}

/** What a hook may change before anything is stored. */
export type BeforeStoreHook = (
  config: AgentConfig,
  about: { agentId: string; action: VersioningAction },
) => AgentConfig | Promise<AgentConfig>;
