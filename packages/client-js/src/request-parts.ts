/** How paths, queries, headers and bodies are written, strictly. */
import { invalidInput } from './errors';

/** What a query may hold; undefined is left out. */
export type QueryValue = string | number | boolean | Date | readonly string[] | undefined;

/**
 * The path of these segments, each encoded.
 * @throws AgentVersionsError `invalid_input` for what no path can name: nothing, `.`, `..`, lone surrogates
 */
export function pathOf(segments: readonly string[]): string {
  return segments.map((segment) => `/${encodeSegment(segment)}`).join('');
}

function encodeSegment(segment: string): string {
  if (segment === '' || segment === '.' || segment === '..' || typeof segment !== 'string') {
    throw invalidInput('path', `${JSON.stringify(segment)} cannot be named in a URL`);
  }
  try {
    return encodeURIComponent(segment);
  } catch {
    throw invalidInput('path', `${JSON.stringify(segment)} is not well-formed text`);
  }
}

/** The query with its question mark, or nothing. Lists are repeated, times are ISO 8601. */
export function queryOf(values: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values) as [string, QueryValue][]) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) query.append(name, each instanceof Date ? timeOf(name, each) : String(each));
    }
  }
  const text = query.toString();
  return text && `?${text}`;
}

function timeOf(name: string, time: Date): string {
  if (Number.isNaN(time.getTime())) throw invalidInput(`query.${name}`, 'is no time');
  return time.toISOString();
}

/** The entity tag of a hash or a revision; what is a tag already stays as it is. */
export function entityTag(value: string | number): string {
  const text = String(value);
  return /^(?:W\/)?"/.test(text) || text === '*' ? text : `"${text}"`;
}

/**
 * The value as JSON.
 * @throws AgentVersionsError `invalid_input` for what JSON would change in silence, or cannot carry
 */
export function encodeBody(body: unknown): string {
  try {
    return JSON.stringify(body, refuseLoss);
  } catch (error) {
    // a cycle, a BigInt, too deep
    throw error instanceof TypeError || error instanceof RangeError ? invalidInput('body', error.message) : error;
  }
}

/** Called by JSON.stringify with the object as `this`. */
function refuseLoss(this: unknown, key: string, value: unknown): unknown {
  const lost =
    typeof value === 'function' ||
    typeof value === 'symbol' ||
    (typeof value === 'number' && !Number.isFinite(value)) ||
    (value === undefined && Array.isArray(this)) ||
    isForeign(value);
  if (lost) throw invalidInput(`body.${key}`, 'is not JSON');
  return value;
}

/** Whether it is an instance of a class, which would arrive as a bare object: a Map as `{}`. */
function isForeign(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  // plain objects of another realm have that realm's Object.prototype, which has none of its own
  return prototype !== null && Object.getPrototypeOf(prototype) !== null;
}

/** Checks header values here, as the platform's own error would quote them, keys included. */
export function headersOf(values: Record<string, string | undefined>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    try {
      headers.set(name, value);
    } catch {
      throw invalidInput(`headers.${name}`, 'is no header');
    }
  }
  return headers;
}
