/** The inputs of the domain `observability`: checked, copied and filled in before any store sees them. */
import { types } from 'node:util';
import { z } from 'zod';
import { contentHash } from '../../../json/hash';
import { appendKey } from '../../../json/issues';
import type { StorableLimits } from '../../../json/limits';
import { toStorable, toStorableValue } from '../../../json/storable';
import { directionSchema, idSchema, pageFields, parseInput, textSchema, timeSchema } from '../../input';
import { present } from '../../present';
import { refuseIssues } from '../../record-fields';
import { copyRecords, MAX_RECORDS, requireDistinct } from '../../same-record';
import type { SortDirection } from '../../types';
import { attributeHashes } from './attribute-hash';
import type {
  CreateSpanInput,
  CreateSpansInput,
  ListTracesInput,
  PruneTracesInput,
  SpanKey,
  TimeRange,
  UpdateSpanInput,
} from './base';
import { type NewSpan, SPAN_DOCUMENTS, type SpanDocument, type SpanTexts, spanKey } from './records';

/** The longest name of a span, in UTF-8 bytes: an index entry holds it beside two ids. */
export const MAX_SPAN_NAME_BYTES = 1024;

/** The longest kind or status, in UTF-8 bytes. */
export const MAX_SPAN_WORD_BYTES = 255;

/** The most attributes that one list can ask for. */
export const MAX_ATTRIBUTE_FILTERS = 10;

const MAX_BATCH = 10_000;
const DEFAULT_BATCH = 1000;

/** A new span that can be stored as it is. */
export interface PreparedSpan {
  /** A copy, shared with nobody. */
  span: NewSpan;
  /** Its documents. */
  texts: SpanTexts;
  /** Of all that the caller said: the same again is a retry. */
  creationHash: string;
  /** Of a root's attributes; empty for other spans. */
  attributeHashes: string[];
}

/** A change of a span that can be merged as it is. */
export interface PreparedSpanUpdate extends SpanKey {
  /** What is to be set or merged; a copy, shared with nobody. */
  updates: UpdateSpanInput['updates'];
  /** The documents among them. */
  texts: SpanTexts;
}

/** A page of traces, fully said. */
export interface ListTracesQuery {
  name: string | undefined;
  kind: string | undefined;
  status: string | undefined;
  startedAt: TimeRange;
  /** Undefined: also spans that have not ended. */
  endedAt: TimeRange | undefined;
  /** The root has all of them. */
  attributeHashes: string[];
  /** From 0. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
  /** Of `startedAt`, `traceId` and `spanId` alike. */
  direction: SortDirection;
}

/** What is to be pruned, fully said. */
export interface PruneTracesCommand extends PruneTracesInput {
  batchSize: number;
}

/** The documents of a span; undefined where it has none. */
type SpanDocuments = { [Field in SpanDocument]: NewSpan[Field] };

function shortText(maxBytes: number) {
  return textSchema.refine((text) => Buffer.byteLength(text) <= maxBytes, `must be at most ${maxBytes} bytes`);
}

const nameSchema = shortText(MAX_SPAN_NAME_BYTES);
const wordSchema = shortText(MAX_SPAN_WORD_BYTES).optional();
const documentSchema = z.unknown().optional(); // looked at by toStorable

const changeFields = {
  kind: wordSchema,
  status: wordSchema,
  endedAt: timeSchema.optional(),
  attributes: documentSchema,
  input: documentSchema,
  output: documentSchema,
  error: documentSchema,
  metadata: documentSchema,
};

const keyFields = { traceId: idSchema, spanId: idSchema };

const spanSchema = z.strictObject({
  ...keyFields,
  parentSpanId: idSchema.optional(),
  name: nameSchema,
  startedAt: timeSchema,
  ...changeFields,
});

const createSpansSchema = z.strictObject({ spans: z.array(spanSchema).max(MAX_RECORDS) });

const updateSpanSchema = z.strictObject({
  ...keyFields,
  updates: z.strictObject({ name: nameSchema.optional(), ...changeFields }),
});

const spanKeySchema = z.strictObject(keyFields);
const traceKeySchema = z.strictObject({ traceId: idSchema });
/** A Date is an object too, and would pass for a stretch without ends. */
const rangeSchema = z
  .custom<TimeRange>((value) => !types.isDate(value), 'must be { from, to }')
  .pipe(z.strictObject({ from: timeSchema.optional(), to: timeSchema.optional() }));

const listTracesSchema = z.strictObject({
  ...pageFields,
  filters: z
    .strictObject({
      name: nameSchema.optional(),
      kind: wordSchema,
      status: wordSchema,
      startedAt: rangeSchema.default({}),
      endedAt: rangeSchema.optional(),
      attributes: documentSchema,
    })
    .prefault({}),
  orderBy: z
    .strictObject({ field: z.literal('startedAt'), direction: directionSchema })
    .default({ field: 'startedAt', direction: 'DESC' }),
});

function isBatchSize(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_BATCH;
}

const pruneTracesSchema = z.strictObject({
  before: timeSchema,
  batchSize: z.custom<number>(isBatchSize, `must be an integer from 1 to ${MAX_BATCH}`).default(DEFAULT_BATCH),
  onProgress: z
    .custom<NonNullable<PruneTracesInput['onProgress']>>((value) => typeof value === 'function', 'must be a function')
    .optional(),
});

/** @throws ValidationError when the input breaks a rule of {@link CreateSpanInput} */
export function prepareSpan(input: CreateSpanInput, limits?: Partial<StorableLimits>): PreparedSpan {
  return prepare(parseInput(spanSchema, input), { path: '', limits });
}

/** @throws ValidationError when the input breaks a rule of {@link CreateSpansInput}, or names a span twice */
export function prepareSpans(input: CreateSpansInput, limits?: Partial<StorableLimits>): PreparedSpan[] {
  const { spans } = parseInput(createSpansSchema, input);
  requireDistinct(spans.map(spanKey), 'spans', 'spanId');
  return copyRecords(spans, { path: 'spans', copy: (span, path) => prepare(span, { path, limits }) });
}

/** @throws ValidationError when the input breaks a rule of {@link UpdateSpanInput} */
export function prepareSpanUpdate(input: UpdateSpanInput, limits?: Partial<StorableLimits>): PreparedSpanUpdate {
  const { updates, ...key } = parseInput(updateSpanSchema, input);
  const { documents, texts } = copyDocuments(updates, { path: 'updates', limits });
  return { ...key, updates: present({ ...updates, ...documents }), texts };
}

/** @throws ValidationError when the input names no span */
export function parseSpanKey(input: SpanKey): SpanKey {
  return parseInput(spanKeySchema, input);
}

/** @throws ValidationError when the input names no trace */
export function parseTraceKey(input: { traceId: string }): { traceId: string } {
  return parseInput(traceKeySchema, input);
}

/** @throws ValidationError when the input breaks a rule of {@link ListTracesInput} */
export function parseListTraces(input: ListTracesInput = {}, limits?: Partial<StorableLimits>): ListTracesQuery {
  const { filters, orderBy, page, perPage } = parseInput(listTracesSchema, input);
  const { attributes = {}, name, kind, status, startedAt, endedAt } = filters;
  const path = 'filters.attributes';
  const hashes = attributeHashes(toStorable(attributes, { path, limits }).value);
  if (hashes.length > MAX_ATTRIBUTE_FILTERS) {
    refuseIssues([{ path, message: `must be at most ${MAX_ATTRIBUTE_FILTERS} attributes` }]);
  }
  const { direction } = orderBy;
  return { name, kind, status, startedAt, endedAt, attributeHashes: hashes, page, perPage, direction };
}

/** @throws ValidationError when the input breaks a rule of {@link PruneTracesInput} */
export function parsePruneTraces(input: PruneTracesInput): PruneTracesCommand {
  return parseInput(pruneTracesSchema, input);
}

function prepare(
  given: z.output<typeof spanSchema>,
  where: { path: string; limits: Partial<StorableLimits> | undefined },
): PreparedSpan {
  const { documents, texts } = copyDocuments(given, where);
  const span: NewSpan = present({ ...given, ...documents });
  const isRoot = span.parentSpanId === undefined;
  return {
    span,
    texts,
    creationHash: hashCreation(span, texts),
    attributeHashes: isRoot && span.attributes ? attributeHashes(span.attributes) : [],
  };
}

/** Texts of texts: no field can be mistaken for another, and nothing absent for something there. */
function hashCreation(span: NewSpan, texts: SpanTexts): string {
  const { parentSpanId, name, kind, status, startedAt, endedAt } = span;
  const own = [parentSpanId, name, kind, status, startedAt.toISOString(), endedAt?.toISOString()];
  return contentHash(JSON.stringify([...own, ...SPAN_DOCUMENTS.map((field) => texts[field])]));
}

/** Copies the documents that are there; `path` is where the span was found. */
function copyDocuments(
  given: Partial<Record<SpanDocument, unknown>>,
  { path, limits }: { path: string; limits: Partial<StorableLimits> | undefined },
): { documents: SpanDocuments; texts: SpanTexts } {
  const documents: Partial<Record<SpanDocument, unknown>> = {};
  const texts: SpanTexts = {};
  for (const field of SPAN_DOCUMENTS) {
    if (given[field] === undefined) continue;
    const options = { path: appendKey(path, field), limits };
    const isObject = field === 'attributes' || field === 'metadata';
    const copied = isObject ? toStorable(given[field], options) : toStorableValue(given[field], options);
    documents[field] = copied.value;
    texts[field] = copied.canonical;
  }
  return { documents: documents as SpanDocuments, texts };
}
