/** The errors that name a span. */
import { requireSameRecord } from '../../same-record';
import type { SpanKey } from './base';
import type { PreparedSpan } from './input';

/** A span as errors name it. */
export function spanLabel({ traceId, spanId }: SpanKey): string {
  return `${traceId}/${spanId}`;
}

/**
 * Whether a span was created by the very same words. Not whether it is the same still: updates do not count.
 * @throws ConflictError when it was not
 */
export function requireSameSpan(stored: { creationHash: string }, { span, creationHash }: PreparedSpan): void {
  requireSameRecord({ entity: 'span', id: spanLabel(span), stored, given: { creationHash } });
}
