/** The canonical text of a JSON value, by RFC 8785 (JCS). */
import canonicalize from 'canonicalize';
import type { JsonValue } from './types';

/**
 * The one text that all equal values share: keys sorted by UTF-16 code units, numbers as ECMAScript prints them, no
 * whitespace.
 *
 * `canonicalize` is by one of the RFC's authors, thirty lines without a dependency. We stay on 2.1.0 because both of our
 * builds can load it; the newest release is for ES modules only. It recurses, and lets through what JSON cannot carry:
 * only values out of `toStorable` belong here.
 */
export function canonicalJson(value: JsonValue): string {
  return canonicalize(value) as string;
}
