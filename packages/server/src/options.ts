/** What a server is made of. */
import type { Actor, Mastra, MastraStorage, PolicyRequest, VersioningOptions } from '@agent-versions/core';

/** Who asks: the actor, or null where the request does not say so well enough. It leaves the body alone. */
export type Authenticate = (request: Request) => Actor | null | Promise<Actor | null>;

/** Whether somebody may do something: the policy of the service. */
export type Authorize = (request: PolicyRequest) => boolean | Promise<boolean>;

/** Where structured lines go: a logger of pino's fits. */
export interface ServerLogger {
  /** What happened as it should. */
  info(fields: object, message: string): void;
  /** What did not. */
  error(fields: object, message: string): void;
}

/** How often one caller may ask. */
export interface RateLimit {
  /** How many requests an actor, or an address where nobody is known, may make in that time (default 6,000). */
  requests?: number;
  /** In how many seconds (default 10). */
  seconds?: number;
}

/** What is too much. */
export interface ServerLimits {
  /** The longest body, in bytes (default 2 MiB): 413 beyond it. */
  bodyBytes?: number;
  /** The most levels of a body (default 100, as configurations have up to 64): 400 beyond it. */
  bodyDepth?: number;
  /** The longest URL, in characters (default 8,192): 400 beyond it. */
  urlLength?: number;
  /** All headers together, in bytes (default 16 KiB): 400 beyond it, 431 where Node counts the bytes itself. */
  headerBytes?: number;
  /** The most headers (default 100): 400 beyond it. */
  headerCount?: number;
  /** 429 beyond it; `false` for no limit. Counted in this process's memory. */
  rate?: RateLimit | false;
}

/** Which pages of other origins may ask. */
export interface CrossOriginOptions {
  /** Such as `https://studio.example.com`, exactly as browsers send it; `*` for all. */
  origins: string[] | '*';
  /** For how many seconds a browser may remember that (default 600). */
  maxAge?: number;
}

/** A storage or a facade, who may do what, and where it is served. */
export interface ServerOptions {
  /** The storage whose agents are served. Either this or `mastra`. */
  storage?: MastraStorage;
  /** A facade, which brings its own policy, hook and cache. */
  mastra?: Mastra<unknown>;
  /** Who asks. Without it, only requests to a loopback host are answered. */
  authenticate?: Authenticate;
  /** Who may do what, asked for every action that the scope of a key allows. Not with `mastra`, whose policy it is. */
  authorize?: Authorize;
  /** The other rules of the service: protected labels, the hook before storing. Not with `mastra`. */
  rules?: Omit<VersioningOptions, 'storage' | 'agents' | 'agentVersions' | 'policy' | 'actor'>;
  /** Where the routes begin (default `/api`). */
  basePath?: string;
  /** One line per request, and one per unexpected error. `serve` writes to the standard output by default. */
  logger?: ServerLogger | false;
  /** What is too much. */
  limits?: ServerLimits;
  /** Off unless set. */
  cors?: CrossOriginOptions;
  /** The address of whoever asks, for the rate limit. Default: on Node that of the connection, else one for all. */
  clientAddress?: (request: Request, env: unknown) => string | undefined;
  /** Aborted when the server is about to stop: `/readyz` says so, and event streams end. `serve` sees to it. */
  shutdown?: AbortSignal;
}
