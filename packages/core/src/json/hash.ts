/** The content hash of a document. */
import { createHash } from 'node:crypto';

/** Lower-case hex SHA-256 of a canonical text's UTF-8 bytes. */
export function contentHash(canonical: string): string {
  return createHash('sha256').update(canonical, 'utf8').digest('hex');
}
