/** What stands in paths, queries and headers: always text, read strictly. */
import { z } from '@hono/zod-openapi';

const MAX_INTEGER = 2_147_483_647;
const DIGITS = /^(?:0|[1-9]\d{0,9})$/;

/** Digits and nothing else: no sign, no blank, no `0x10`, no empty text. */
function digits({ min, max }: { min: number; max: number }) {
  return z
    .string()
    .refine((text) => DIGITS.test(text) && Number(text) >= min && Number(text) <= max, {
      message: `must be an integer from ${min} to ${max}`,
    })
    .transform(Number);
}

/** A whole number from 1, with its place in the OpenAPI document. */
export function positiveQuery(max: number = MAX_INTEGER) {
  return digits({ min: 1, max }).openapi({ type: 'integer', minimum: 1, maximum: max });
}

/** `true` or `false`, spelled just so. */
export function booleanQuery() {
  return z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .openapi({ type: 'boolean' });
}

/** A time as ISO 8601 with a zone. */
export function timeQuery() {
  return z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .openapi({ type: 'string', format: 'date-time' });
}

/** What every list takes. */
export const pageQuerySchema = z.strictObject({
  page: positiveQuery().optional().openapi({ description: 'Counts from 1.', example: 1 }),
  perPage: positiveQuery(1000).optional().openapi({ description: '20 unless said otherwise.', example: 20 }),
});

/** What every page says of itself. */
export const pageResponseShape = {
  total: z.int().openapi({ description: 'How many there are in all.' }),
  page: z.int(),
  perPage: z.int(),
  hasMore: z.boolean(),
};

/** Of routes that take no query: whatever is there is refused. */
export const noQuerySchema = z.strictObject({});

/** Any JSON object, taken as it is: what it may hold is the service's to say. */
export const jsonObjectSchema = z
  .custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    message: 'must be a JSON object',
  })
  .openapi({ type: 'object', additionalProperties: true });

/** Any JSON value. */
export const jsonValueSchema = z.unknown().openapi({ description: 'Any JSON value.' });

/** The path of an agent. */
export const agentParamsSchema = z.strictObject({
  agentId: z.string().openapi({ param: { name: 'agentId', in: 'path' }, example: 'support' }),
});

/** The path of a version. */
export const versionParamsSchema = agentParamsSchema.extend({
  versionId: z.string().openapi({
    param: { name: 'versionId', in: 'path' },
    description: 'An id, a number, `latest`, `head~2`, or a label (`active`, `production`).',
    example: 'latest',
  }),
});

/** The path of a label. */
export const labelParamsSchema = agentParamsSchema.extend({
  label: z.string().openapi({ param: { name: 'label', in: 'path' }, example: 'production' }),
});

/** Answers 304 when the client holds what is there. */
export const ifNoneMatchSchema = z.object({
  'if-none-match': z.string().optional().openapi({ description: 'An ETag: 304 when it is still the right one.' }),
});

/** Refuses with 412 when the label was moved since the client saw it. */
export const ifMatchRevisionSchema = z.object({
  'if-match': z.string().optional().openapi({
    description: 'The ETag of the label (its revision) that the move was decided on: 412 when it is another by now.',
  }),
});

/** Refuses with 412 when the agent is no longer what the client saw. */
export const ifMatchSchema = z.object({
  'if-match': z.string().optional().openapi({
    description: 'The ETag (content hash) that the change was made from: 412 when the agent is another by now.',
  }),
});

/** Makes a POST safe to repeat. */
export const idempotencyKeySchema = z.object({
  'idempotency-key': z.string().optional().openapi({
    description: 'Your own key: a repeat with the same key and body returns what the first call made.',
  }),
});

/** The headers of everything that makes a version. */
export const saveHeadersSchema = ifMatchSchema.extend(idempotencyKeySchema.shape);
