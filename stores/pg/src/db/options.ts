/** The options of everything Postgres here, and what becomes of them. */
import { type StorableLimits, ValidationError, type ValidationIssue } from '@agent-versions/core';
import type { IDatabase } from 'pg-promise';
import { findIdentifierFault } from './identifier';

/** A pg-promise database of the caller's own. Its extensions do not matter. */
export type PgPromiseDatabase = Pick<IDatabase<object>, 'connect'>;

/** TLS, as Node and node-postgres understand it. */
export interface PostgresSslOptions {
  /** Certificates of the authorities to trust. */
  ca?: string;
  /** A client certificate. */
  cert?: string;
  /** The key of `cert`. */
  key?: string;
  /** False accepts any certificate (default true). */
  rejectUnauthorized?: boolean;
}

/** How to reach Postgres: exactly one of `connectionString`, `host` and `client`. */
export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`, with parameters such as `?sslmode=verify-full`. */
  connectionString?: string;
  /** A host name, an address, or the folder of a Unix socket. */
  host?: string;
  /** Default 5432. */
  port?: number;
  /** Default: the user's name. */
  database?: string;
  /** Default: `PGUSER`, or the name of the operating system's user. */
  user?: string;
  /** A text, or a function that fetches one for each connection, such as a token. Default: `PGPASSWORD`. */
  password?: string | (() => string | Promise<string>);
  /** Default: off, unless the connection string says otherwise. */
  ssl?: boolean | PostgresSslOptions;
  /** A pg-promise database that is there already. Closing the store leaves it open; its pool settings are its own. */
  client?: PgPromiseDatabase;

  /** The schema that holds the tables, created where it is missing (default `agent_versions`). */
  schema?: string;
  /** How many connections at most (default 10). */
  max?: number;
  /**
   * Milliseconds to wait for a connection, be it a new one or a turn in the pool (default 10,000). As long as that,
   * connecting is tried again while the server is starting or full or cannot be reached, and so is a call whose
   * connection was lost before it could have written anything.
   */
  connectionTimeout?: number;
  /** Milliseconds a statement may take (default 30,000). */
  statementTimeout?: number;
  /** Milliseconds after which an unused connection is closed (default 30,000). */
  idleTimeout?: number;
  /**
   * Named prepared statements (default true), which halve the latency. False for a pooler in transaction mode, such
   * as PgBouncer: then nothing is kept on a connection, and the statement timeout is the client's alone.
   */
  preparedStatements?: boolean;
  /** Leave the schema alone until `init` is called (default false). */
  disableInit?: boolean;
  /** How large snapshots and configurations may be, where the defaults do not fit. */
  limits?: Partial<StorableLimits>;
}

/** The options with their defaults. */
export type ResolvedOptions = PostgresOptions &
  Required<
    Pick<
      PostgresOptions,
      'schema' | 'max' | 'connectionTimeout' | 'statementTimeout' | 'idleTimeout' | 'preparedStatements' | 'disableInit'
    >
  >;

/** Every option there is; a misspelt one would otherwise be passed over in silence. */
const KNOWN: Record<keyof PostgresOptions, true> = {
  connectionString: true,
  host: true,
  port: true,
  database: true,
  user: true,
  password: true,
  ssl: true,
  client: true,
  schema: true,
  max: true,
  connectionTimeout: true,
  statementTimeout: true,
  idleTimeout: true,
  preparedStatements: true,
  disableInit: true,
  limits: true,
};

/** What a timer can hold. */
const LONGEST = 2 ** 31 - 1;

/** Whole numbers, and the ranges they must be in. */
const RANGES = {
  port: [1, 65_535],
  max: [1, 10_000],
  connectionTimeout: [1, LONGEST],
  statementTimeout: [1, LONGEST],
  idleTimeout: [0, LONGEST],
} as const;

const DEFAULTS = {
  schema: 'agent_versions',
  max: 10,
  connectionTimeout: 10_000,
  statementTimeout: 30_000,
  idleTimeout: 30_000,
  preparedStatements: true,
  disableInit: false,
};

/**
 * Checks options and fills in the defaults. An option that is undefined counts as absent.
 * @throws ValidationError when one is unknown, missing or out of range
 */
export function resolveOptions(options: PostgresOptions): ResolvedOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved: ResolvedOptions = { ...DEFAULTS, ...given };
  const issues = [...unknownOptions(given), ...wrongSource(given), ...wrongNumbers(given)];
  const fault = findIdentifierFault(resolved.schema);
  if (fault) issues.push({ path: 'schema', message: fault });
  if (issues.length > 0) throw new ValidationError(issues);
  return resolved;
}

function unknownOptions(given: object): ValidationIssue[] {
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(KNOWN, key));
  return unknown.map((path) => ({ path, message: 'is no option' }));
}

function wrongSource({ connectionString, host, client }: PostgresOptions): ValidationIssue[] {
  const sources = [connectionString, host, client].filter((source) => source !== undefined);
  if (sources.length !== 1) {
    return [{ path: '', message: 'give exactly one of connectionString, host and client' }];
  }
  if (connectionString !== undefined && (typeof connectionString !== 'string' || connectionString === '')) {
    return [{ path: 'connectionString', message: 'must be a non-empty text' }];
  }
  if (client !== undefined && typeof client?.connect !== 'function') {
    return [{ path: 'client', message: 'must be a pg-promise database' }];
  }
  return [];
}

function wrongNumbers(given: PostgresOptions): ValidationIssue[] {
  return Object.entries(RANGES).flatMap(([path, [low, high]]) => {
    const value: unknown = given[path as keyof typeof RANGES];
    if (value === undefined || (Number.isInteger(value) && Number(value) >= low && Number(value) <= high)) return [];
    return [{ path, message: `must be a whole number from ${low} to ${high}` }];
  });
}
