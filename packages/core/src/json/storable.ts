/** The one check between callers and stores: what JSON cannot carry is refused, the rest is copied. */
import { ValidationError } from '../errors';
import { canonicalJson } from './canonical';
import { resolveLimits, type StorableLimits } from './limits';
import { StorableCopy } from './storable-copy';
import type { JsonObject, JsonValue } from './types';

/** A document that every store holds alike. */
export interface Storable {
  /** A copy that shares nothing with what was passed in, its keys in the order of `canonical`. */
  value: JsonObject;
  /** Its RFC 8785 form. */
  canonical: string;
}

/** A JSON value that every store holds alike. */
export interface StorableValue {
  /** A copy that shares nothing with what was passed in. */
  value: JsonValue;
  /** Its RFC 8785 form. */
  canonical: string;
}

/** How a document is checked. */
export interface ToStorableOptions {
  /** Where the document was found, as issues shall name it. Default: nowhere, paths start at its keys. */
  path?: string;
  /** Those that differ from {@link DEFAULT_STORABLE_LIMITS}. */
  limits?: Partial<StorableLimits>;
}

/**
 * Copies a document into what JSON carries: a Date becomes its ISO string, −0 becomes 0, a property that is undefined
 * is absent. Getters run once; `toJSON` never does.
 * @throws ValidationError when it is no plain object; when it holds undefined or a hole in an array, NaN, ±Infinity, an
 * integer beyond 2^53−1, a BigInt, a function, a symbol, a class instance, an invalid Date, a cycle, U+0000, a lone
 * surrogate, a `__proto__` key or a getter that throws; or when it is over a limit. Its issues are the first twenty.
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function toStorable(value: unknown, options: ToStorableOptions = {}): Storable {
  return check(options, (copy) => copy.of(value));
}

/**
 * As {@link toStorable}, for any JSON value: a text, a number, an array, null.
 * @throws ValidationError likewise, and for undefined
 */
export function toStorableValue(value: unknown, options: ToStorableOptions = {}): StorableValue {
  if (value === undefined) throw new ValidationError([{ path: options.path ?? '', message: 'must not be undefined' }]);
  return check(options, (copy) => copy.ofValue(value));
}

function check<T extends JsonValue>(
  { path = '', limits: given }: ToStorableOptions,
  read: (copy: StorableCopy) => T,
): { value: T; canonical: string } {
  const limits = resolveLimits(given);
  const copy = new StorableCopy({ path, limits });
  const value = read(copy);
  // The same text, three times as fast where the engine keeps the order of sorted keys.
  const canonical = copy.keepsOrder ? JSON.stringify(value) : canonicalJson(value);
  if (Buffer.byteLength(canonical) > limits.maxBytes) {
    throw new ValidationError([{ path, message: `must be at most ${limits.maxBytes} bytes of canonical JSON` }]);
  }
  return { value, canonical };
}
