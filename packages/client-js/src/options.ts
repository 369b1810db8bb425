/** What a client is made of, and what each call takes. */

/** The shape of `fetch`, as far as it is used. */
export type Fetch = (url: string, init: RequestInit) => Response | Promise<Response>;

/** Headers by name. */
export type HeaderValues = Record<string, string>;

/** Where the server is, who asks, and how patient the client is. */
export interface AgentVersionsClientOptions {
  /** Where the server is, such as `https://versions.example.com`; in browsers also relative to the page. */
  baseUrl: string;
  /** Where its routes begin (default `/api`). */
  basePath?: string;
  /** Sent as a bearer key. */
  apiKey?: string;
  /** Sent with each request; a function is asked before each try, so that tokens may be renewed. */
  headers?: HeaderValues | (() => HeaderValues | Promise<HeaderValues>);
  /** Default: the platform's. */
  fetch?: Fetch;
  /** Milliseconds that one try may take, its answer's body included (default 30,000); `Infinity` for no limit. */
  timeout?: number;
  /** How often a call that is safe to repeat is repeated (default 2). */
  retries?: number;
  /** What `resolve` keeps. */
  cache?: CacheOptions;
}

/** What `resolve` keeps, and how long it trusts it. */
export interface CacheOptions {
  /** Milliseconds for which the target of a label is taken as it is (default 10,000). */
  ttl?: number;
  /** Milliseconds after that for which it is served at once, and asked for behind the scenes (default 30,000). */
  staleWhileRevalidate?: number;
  /** Milliseconds that a caller waits for the server where something older could be served (default 1,000). */
  patience?: number;
  /** How many versions are kept (default 100); the least recently used go. */
  maxVersions?: number;
  /** How many targets of labels are kept, one per `key` where a label splits (default 1,000). */
  maxLabels?: number;
}

/** An answer's head. */
export interface ResponseHead {
  /** The HTTP status. */
  status: number;
  /** Its headers: `ETag`, `Link`, `X-Request-Id` … */
  headers: Headers;
}

/** What each call takes. */
export interface CallOptions {
  /** Ends the call; it is then refused with code `aborted`. */
  signal?: AbortSignal;
  /** Milliseconds that one try may take; the client's, unless given. */
  timeout?: number;
  /** How often it is repeated, where that is safe; the client's, unless given. */
  retries?: number;
  /** Sees the head of each answer, also of those that are errors. */
  onResponse?: (head: ResponseHead) => void;
}

/** What a call takes that depends on what the caller has seen. */
export interface ConditionalOptions extends CallOptions {
  /** The content hash (of an agent) or the revision (of a label) that it must have: else `conflict`, status 412. */
  ifMatch?: string | number;
}

/** What a call takes that makes a version. */
export interface WriteOptions extends ConditionalOptions {
  /** Your own key: makes the call safe to repeat, by the client as well as by you. */
  idempotencyKey?: string;
}
