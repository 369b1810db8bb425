/** How traces are found by the attributes of their roots: each name with its value is one hash. */
import { canonicalJson } from '../../../json/canonical';
import { contentHash } from '../../../json/hash';
import type { JsonObject } from '../../../json/types';

/**
 * A hash of each attribute with its value, all of one length however long the two are: lower-case hex SHA-256 of the
 * canonical `{"name":value}`.
 */
export function attributeHashes(attributes: JsonObject): string[] {
  return Object.entries(attributes).map(([name, value]) => contentHash(canonicalJson({ [name]: value })));
}
