/** The hash chain of a history: each version's link covers its own entry and, through the link before, all earlier ones. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../json/canonical';
import { contentHash } from '../../../json/hash';

/** What a link says of a version beside its place and time. */
export interface ChainedContent {
  contentHash: string;
  createdBy?: string | undefined;
  changeMessage?: string | undefined;
}

/** Lower-case hex SHA-256 over what was stored, by whom and why: the part of a link that is known before the append. */
export function chainEntryHash({ contentHash: hash, createdBy, changeMessage }: ChainedContent): string {
  return contentHash(canonicalJson([hash, createdBy ?? null, changeMessage ?? null]));
}

/** Where in a history an entry stands. */
export interface ChainPlace {
  /** The link of the number before; undefined where the chain begins. */
  previous: string | undefined;
  versionNumber: number;
  createdAt: Date;
  /** From {@link chainEntryHash}. */
  entryHash: string;
}

/**
 * The link of a version: lower-case hex SHA-256 over `previous:versionNumber:milliseconds:entryHash`, where `previous`
 * is empty at the start of the chain. All parts are ASCII of fixed alphabets, so that a database can compute it too.
 */
export function chainLink({ previous, versionNumber, createdAt, entryHash }: ChainPlace): string {
  const text = `${previous ?? ''}:${versionNumber}:${createdAt.getTime()}:${entryHash}`;
  return createHash('sha256').update(text).digest('hex');
}
