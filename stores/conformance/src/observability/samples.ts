/** Spans to test with. */
import type { CreateSpanInput, SpanKey, SpanRecord } from '@agent-versions/core';
import { freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';

/** When sample spans begin. */
export const STARTED = new Date('2026-03-01T12:00:00.000Z');

/** A span that nobody has stored: a root of a trace of its own, unless told otherwise. */
export function sampleSpan(fields: Partial<CreateSpanInput> = {}): CreateSpanInput {
  return {
    traceId: freshId('trace'),
    spanId: freshId('span'),
    name: 'agent run',
    startedAt: new Date(STARTED),
    ...fields,
  };
}

/** A span that has all there is. */
export function fullSpan(): CreateSpanInput {
  return sampleSpan({
    parentSpanId: 'somewhere else',
    kind: 'model_call',
    status: 'ok',
    endedAt: new Date('2026-03-01T12:00:01.234Z'),
    attributes: { model: 'gpt-4o', tokens: { in: 1200, out: 80 }, tags: ['weather', ''], note: null },
    input: [{ role: 'user', content: 'Hello' }],
    output: 'Good day',
    error: null,
    metadata: { host: 'desk-1', retries: 0 },
  });
}

/** What names a span. */
export function keyOf({ traceId, spanId }: SpanKey): SpanKey {
  return { traceId, spanId };
}

/** How a span is refused that is there, created otherwise. */
export function takenSpan({ traceId, spanId }: SpanKey): object {
  return { code: 'conflict', entity: 'span', id: `${traceId}/${spanId}`, expected: 'none', actual: 'another record' };
}

/** The roots that have an attribute, by span id. */
export async function foundBy(store: StoreUnderTest, attributes: SpanRecord['attributes']): Promise<string[]> {
  const { spans, total } = await store.observability.listTraces({ filters: { attributes }, perPage: 1000 });
  if (total !== spans.length) throw new Error(`A total of ${total} beside ${spans.length} spans`);
  return spans.map(({ spanId }) => spanId).sort();
}
