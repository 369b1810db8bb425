/** The canonical text of a JSON value, by RFC 8785 (JCS). */
import canonicalize from 'canonicalize';
import type { JsonValue } from './types';

/**
 * The one text that all equal values share: keys sorted by UTF-16 code units, numbers as ECMAScript prints them, no
 * whitespace.
 *
 * `canonicalize` is the library of RFC 8785's own authors' circle, named in its appendix G, 30 lines without a
 * dependency; 2.1.0 is its last release that CommonJS can load too. It recurses, and lets through what JSON cannot
 * carry: only values out of `toStorable` belong here.
 */
export function canonicalJson(value: JsonValue): string {
  return canonicalize(value) as string;
}
