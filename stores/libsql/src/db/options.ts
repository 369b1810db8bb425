/** What a LibSQL store is told, and what that comes to once it is checked. */
import { parseInput, ValidationError, type ValidationIssue } from '@agent-versions/core';
import type { Client } from '@libsql/client';
import { z } from 'zod';
import { type Place, type ReplicaReads, readReplicaPlace, readUrl } from './place';

/**
 * What an acknowledged write survives: `full`, also the power's failing; `lose-last-commits-on-power-loss`, only the
 * process's and the system's crashing, for about a fifth of the time a write takes.
 */
export type Durability = 'full' | 'lose-last-commits-on-power-loss';

/** Where a LibSQL store keeps its data, and how. Either `url` or `client`. */
export interface LibSQLOptions {
  /**
   * - `file:agents.db`, `file:/var/lib/agents.db`: a file, made where there is none (its folder is not)
   * - `:memory:` or `file::memory:`: this process's memory, gone when the store is closed
   * - `libsql://…`, `https://…`, `http://…`, `wss://…`, `ws://…`: a libSQL server, such as Turso's
   */
  url?: string;
  /** What a server asks for; also taken from the url's, or syncUrl's, `?authToken=`. */
  authToken?: string;
  /**
   * The server that `url`, a file, is an embedded replica of: `libsql://…`, `https://…` or `http://…`. Writes go to
   * it. The file is this store's alone: no other store and no other process may open it.
   */
  syncUrl?: string;
  /** Seconds after which the replica syncs by itself, again and again. Default: only when it is told to. */
  syncInterval?: number;
  /**
   * Where a replica's reads come from. Default: `current`, so that whatever is decided from a read is decided from how
   * things are. `may-lag` is for serving: it answers from the file, also while the primary is away.
   */
  reads?: ReplicaReads;
  /**
   * A client of `@libsql/client` instead of a url. Closing the store leaves it open. Its file, where it has one, is
   * given a write-ahead log unless `durability` says otherwise; and it is reconnected whenever that file was busy, as
   * it would lose writes otherwise: hold no transaction of your own open on it.
   */
  client?: Client;
  /** Stands before the names of all tables, so that several stores can share a database. `^[a-z_][a-z0-9_]{0,31}$`. */
  tablePrefix?: string;
  /** Leave the schema alone until `init` is called (default false: the first call brings it up to date). */
  disableInit?: boolean;
  /** For files. Default: `full`. */
  durability?: Durability;
  /**
   * Milliseconds to try again, without a break, while others keep the database busy or its server cannot be reached
   * (default 10,000; 0 does not try again).
   */
  busyTimeout?: number;
  /** Milliseconds to wait for a server's answer (default 30,000). */
  requestTimeout?: number;
}

/** Options once checked. */
export interface ResolvedOptions {
  readonly place: Place;
  readonly tablePrefix: string;
  readonly disableInit: boolean;
  readonly durability: Durability;
  readonly busyTimeout: number;
  readonly requestTimeout: number;
}

const milliseconds = z.number().refine((value) => Number.isInteger(value) && value >= 0 && value <= 2_147_483_647, {
  message: 'must be a whole number of milliseconds',
});

const optionsSchema = z.strictObject({
  url: z.string().optional(),
  authToken: z.string().optional(),
  syncUrl: z.string().optional(),
  syncInterval: z.number().positive('must be more than 0 seconds').optional(),
  reads: z.enum(['current', 'may-lag']).optional(),
  client: z.custom<Client>(isClient, 'must be a client of @libsql/client').optional(),
  tablePrefix: z
    .string()
    .regex(/^([a-z_][a-z0-9_]{0,31})?$/, 'must match [a-z_][a-z0-9_]{0,31}')
    .refine((prefix) => !prefix.startsWith('sqlite_'), 'must not start with sqlite_: SQLite keeps such names')
    .default(''),
  disableInit: z.boolean().default(false),
  durability: z.enum(['full', 'lose-last-commits-on-power-loss']).default('full'),
  busyTimeout: milliseconds.default(10_000),
  requestTimeout: milliseconds.refine((value) => value > 0, 'must be more than 0').default(30_000),
});

/** @throws ValidationError when an option is none, has another form, or contradicts another */
export function resolveOptions(options: LibSQLOptions): ResolvedOptions {
  const { url, authToken, syncUrl, syncInterval, reads, client, ...rest } = parseInput(optionsSchema, options);
  if ((url === undefined) === (client === undefined)) {
    throw new ValidationError([{ path: 'url', message: 'must be given, or a client instead; not both' }]);
  }
  const issues = [
    ...(client ? issuesOf({ authToken, syncUrl }, 'is for a url: a client has its own') : []),
    ...(syncUrl === undefined ? issuesOf({ syncInterval, reads }, 'is for a replica: give its syncUrl') : []),
  ];
  if (issues.length > 0) throw new ValidationError(issues);
  if (client) return { ...rest, place: { kind: 'client', client } };
  const file = String(url);
  if (syncUrl === undefined) return { ...rest, place: readUrl(file, authToken) };
  return { ...rest, place: readReplicaPlace({ url: file, syncUrl, authToken, syncInterval, reads }) };
}

/** One for each option that is there and should not be. */
function issuesOf(options: Record<string, unknown>, message: string): ValidationIssue[] {
  return Object.keys(options)
    .filter((path) => options[path] !== undefined)
    .map((path) => ({ path, message }));
}

/** By its shape: it may come from another copy of the package. */
function isClient(value: unknown): value is Client {
  const methods = ['execute', 'batch', 'executeMultiple', 'reconnect', 'close'];
  if (typeof value !== 'object' || value === null) return false;
  return methods.every((name) => typeof Reflect.get(value, name) === 'function');
}
