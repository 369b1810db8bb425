/** What an update makes of a span: worked out here, written by the stores. */
import type { StorableLimits } from '../../../json/limits';
import { toStorable } from '../../../json/storable';
import { present } from '../../present';
import { attributeHashes } from './attribute-hash';
import type { PreparedSpanUpdate } from './input';
import type { NewSpan, SpanRecord, SpanTexts } from './records';

/** A span after an update. */
export interface MergedSpan {
  /** The whole of it. */
  span: NewSpan;
  /** The documents that the update touched, whole. */
  texts: SpanTexts;
  /** Hashes of attributes that a root has no longer. */
  removedHashes: string[];
  /** Hashes of attributes that it did not have before. */
  addedHashes: string[];
}

/**
 * Merges an update into the span it was read for; neither is touched.
 * @throws ValidationError when attributes or metadata come out over a limit
 */
export function mergeSpan(
  stored: SpanRecord,
  { updates, texts: given }: PreparedSpanUpdate,
  limits?: Partial<StorableLimits>,
): MergedSpan {
  const { createdAt, updatedAt, ...before } = stored;
  const span: NewSpan = { ...before, ...updates };
  const texts = { ...given };
  for (const field of ['attributes', 'metadata'] as const) {
    if (updates[field] === undefined) continue;
    const merged = toStorable({ ...before[field], ...updates[field] }, { path: `updates.${field}`, limits });
    span[field] = merged.value;
    texts[field] = merged.canonical;
  }
  return { span: present(span), texts, ...changedHashes(before, span) };
}

function changedHashes(before: NewSpan, after: NewSpan): Pick<MergedSpan, 'removedHashes' | 'addedHashes'> {
  if (before.parentSpanId !== undefined || before.attributes === after.attributes) {
    return { removedHashes: [], addedHashes: [] };
  }
  const old = new Set(attributeHashes(before.attributes ?? {}));
  const young = new Set(attributeHashes(after.attributes ?? {}));
  return {
    removedHashes: [...old].filter((hash) => !young.has(hash)),
    addedHashes: [...young].filter((hash) => !old.has(hash)),
  };
}
