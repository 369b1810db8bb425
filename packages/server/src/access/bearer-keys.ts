/** Keys that callers present as `Authorization: Bearer …`. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Actor, hashSchema, idSchema, parseInput, ValidationError } from '@agent-versions/core';
import { z } from '@hono/zod-openapi';
import type { Authenticate } from '../options';
import { type KeyScope, withScope } from './key-scope';

/** A key, by itself or by its hash, and who has it; whatever else is given becomes a claim of the actor. */
export interface BearerKey extends KeyScope {
  /** Names whoever has the key: `createdBy`, `movedBy`, logs. */
  id: string;
  /** What {@link hashKey} makes of the key, so that no configuration needs to hold it. */
  hash?: string;
  /** The key itself, in place of its hash: 16 characters or more. */
  key?: string;
  /** For `authorize`. */
  [claim: string]: unknown;
}

/** What a header can carry (RFC 6750, section 2.1). */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

const keySchema = z
  .looseObject({
    id: idSchema,
    hash: hashSchema.optional(),
    key: z.string().min(16, 'must have 16 characters or more').regex(TOKEN, 'must fit into a header').optional(),
    agents: z.array(idSchema).optional(),
    readOnly: z.boolean().optional(),
  })
  .refine(({ hash, key }) => (hash === undefined) !== (key === undefined), 'needs either hash or key');

const keysSchema = z.array(keySchema).min(1, 'must hold at least one key');

/** Functions whose actors are bound to scopes, which only a policy of this package knows to ask about. */
const scoped = new WeakSet<Authenticate>();

/** What to keep of a key: SHA-256 in hex. Enough for keys that were drawn at random; a password is none. */
export function hashKey(key: string): string {
  return digest(key).toString('hex');
}

/**
 * Knows callers by their keys. A key that is presented is compared with every one, each in constant time, so that the
 * time of an answer tells nothing. `agents` and `readOnly` hold whatever `authorize` allows.
 * @throws ValidationError when a key is none, or is there twice
 */
export function bearerKeys(keys: readonly BearerKey[]): Authenticate {
  const known = parseInput(keysSchema, keys).map(({ hash, key, ...claims }) => ({
    digest: hash === undefined ? digest(key as string) : Buffer.from(hash, 'hex'),
    actor: withScope(Object.freeze(claims as Actor), claims),
  }));
  if (new Set(known.map((entry) => entry.digest.toString('hex'))).size < known.length) {
    throw new ValidationError([{ path: '', message: 'holds a key twice' }]);
  }
  const authenticate: Authenticate = ({ headers }) => {
    const token = BEARER.exec(headers.get('authorization') ?? '')?.[1];
    if (token === undefined) return null;
    const presented = digest(token);
    return known.filter((entry) => timingSafeEqual(entry.digest, presented))[0]?.actor ?? null;
  };
  if (known.some(({ actor }) => actor.agents || actor.readOnly)) scoped.add(authenticate);
  return authenticate;
}

/** Whether some of its keys are bound to agents, or to reading. */
export function hasScopedKeys(authenticate: Authenticate): boolean {
  return scoped.has(authenticate);
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}
