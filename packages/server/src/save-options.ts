/** From what a request says of a new version to what the service takes. */
import type { CreateAgentOptions, Expected, RestoreOptions, VersionOptions } from '@agent-versions/core';
import type { Context } from 'hono';
import { expectedAgent } from './entity-tag';
import type { ServerEnv } from './environment';

/** What bodies say of a new version, by the names of the wire. */
export interface VersionBody {
  /** A vanity name. */
  name?: string;
  /** Why. */
  changeMessage?: string;
  /** Labels to point at it. */
  labels?: string[];
}

/** What bodies say of a version that follows from another. */
export interface NextVersionBody extends VersionBody {
  /** The head's number that the caller has seen. */
  expected?: Expected;
}

/** The options of a first version. */
export function firstVersionOptions(c: Context<ServerEnv>, body: VersionBody): CreateAgentOptions {
  const { name, changeMessage: message, labels } = body;
  return { name, message, labels, idempotencyKey: c.req.header('idempotency-key') };
}

/**
 * The options of a version that follows from another.
 * @throws ValidationError when header and body both say what is expected
 */
export function versionOptions(c: Context<ServerEnv>, body: NextVersionBody): VersionOptions {
  const expected = expectedAgent(c.req.header('if-match'), body.expected);
  return { ...firstVersionOptions(c, body), expected };
}

/**
 * The options of a version that may turn out to be none.
 * @throws ValidationError when header and body both say what is expected
 */
export function restoreOptions(c: Context<ServerEnv>, body: NextVersionBody & { force?: boolean }): RestoreOptions {
  return { ...versionOptions(c, body), force: body.force };
}
