/** The options of a client, checked, with their defaults. */
import { invalidInput } from './errors';
import type { AgentVersionsClientOptions, CacheOptions, Fetch, HeaderValues } from './options';
import { headersOf } from './request-parts';

const MAX_TIMEOUT = 2_147_483_647;

/** What the transport goes by. */
export interface Settings {
  /** Everything before the path of a route. */
  root: string;
  /** Called without a receiver, as browsers demand. */
  fetch: Fetch;
  /** The headers of every request. */
  headers: () => HeaderValues | Promise<HeaderValues>;
  /** Milliseconds per try. */
  timeout: number;
  /** Repeats of what is safe to repeat. */
  retries: number;
}

/**
 * Reads the options.
 * @throws AgentVersionsError `invalid_input` when one is none
 */
export function settingsOf(options: AgentVersionsClientOptions): Settings {
  const { baseUrl, basePath = '/api', apiKey, headers = {}, timeout = 30_000, retries = 2 } = options;
  const key: HeaderValues = apiKey === undefined ? {} : { authorization: `Bearer ${checkKey(apiKey)}` };
  return {
    root: rootOf(baseUrl) + `/${basePath}`.replace(/\/+$/, '').replace(/^\/+/, '/'),
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    headers: headersFrom(key, headers),
    timeout: checkTimeout('timeout', timeout),
    retries: checkCount('retries', retries),
  };
}

function headersFrom(key: HeaderValues, headers: NonNullable<AgentVersionsClientOptions['headers']>) {
  if (typeof headers === 'function') return async () => ({ ...key, ...(await headers()) });
  const all = { ...key, ...headers };
  headersOf(all);
  return () => all;
}

/** The settings of the cache. */
export function cacheSettingsOf(options: CacheOptions = {}): Required<CacheOptions> {
  const {
    ttl = 10_000,
    staleWhileRevalidate = 30_000,
    patience = 1_000,
    maxVersions = 100,
    maxLabels = 1_000,
  } = options;
  return {
    ttl: checkDuration('cache.ttl', ttl),
    staleWhileRevalidate: checkDuration('cache.staleWhileRevalidate', staleWhileRevalidate),
    patience: checkTimeout('cache.patience', patience),
    maxVersions: checkCount('cache.maxVersions', maxVersions),
    maxLabels: checkCount('cache.maxLabels', maxLabels),
  };
}

/** Milliseconds that a timer can take, or Infinity. */
export function checkTimeout(path: string, value: number): number {
  if (value === Number.POSITIVE_INFINITY || (value >= 1 && value <= MAX_TIMEOUT)) return value;
  throw invalidInput(path, `must be milliseconds from 1 to ${MAX_TIMEOUT}, or Infinity`);
}

/** Milliseconds that nothing waits for. */
export function checkDuration(path: string, value: number): number {
  if (value >= 0) return value;
  throw invalidInput(path, 'must be milliseconds from 0');
}

/** A whole number from 0, or Infinity. */
export function checkCount(path: string, value: number): number {
  if (value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && value >= 0)) return value;
  throw invalidInput(path, 'must be a whole number from 0');
}

function checkKey(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw invalidInput('apiKey', 'must be visible ASCII characters without blanks');
}

function rootOf(baseUrl: string): string {
  const page = (globalThis as { location?: { href?: string } }).location?.href;
  const url = URL.canParse(baseUrl, page) ? new URL(baseUrl, page) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw invalidInput('baseUrl', 'must be a http(s) URL without user, query and fragment');
  }
  return url.href.replace(/\/+$/, '');
}
