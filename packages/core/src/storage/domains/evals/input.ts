/** The inputs of the domain `evals`: checked, copied and filled in before any store sees them. */
import { z } from 'zod';
import { appendKey } from '../../../json/issues';
import type { StorableLimits } from '../../../json/limits';
import { type ToStorableOptions, toStorable, toStorableValue } from '../../../json/storable';
import { createId } from '../../ids';
import { directionSchema, idSchema, pageFields, parseInput, textSchema, timeSchema } from '../../input';
import { copyRecords, MAX_RECORDS, requireDistinct } from '../../same-record';
import type { SortDirection } from '../../types';
import type { ListEvalsInput, SaveEvalInput, SaveEvalsInput } from './base';
import type { EvalRecord } from './records';

/** The documents of a score as canonical JSON; undefined: there is none. */
export type EvalTexts = Record<'input' | 'output' | 'testInfo' | 'metadata', string | undefined>;

/** A score that can be stored as it is. */
export interface PreparedEval {
  /** What the caller said, copied; the rest is undefined. Without `createdAt`, the clock is to say it. */
  given: Omit<EvalRecord, 'createdAt'> & { createdAt: Date | undefined };
  texts: EvalTexts;
}

/** The fields that a list can be narrowed by. */
export const EVAL_FILTERS = ['agentId', 'versionId', 'runId', 'scorerId'] as const;

/** A page of scores, fully said. */
export interface ListEvalsQuery {
  /** Those that are given; all of them must match. */
  filters: Partial<Record<(typeof EVAL_FILTERS)[number], string>>;
  /** Inclusive. */
  from: Date | undefined;
  /** Exclusive. */
  to: Date | undefined;
  /** From 0. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
  /** By time; ties go by id in the same direction. */
  direction: SortDirection;
}

const scoreSchema = z
  .custom<number>((value) => Number.isFinite(value), 'must be a finite number')
  .transform((score) => (score === 0 ? 0 : score)); // −0 too: not every driver carries its sign

const saveEvalSchema = z.strictObject({
  id: idSchema.optional(),
  agentId: idSchema.optional(),
  versionId: idSchema.optional(),
  runId: idSchema.optional(),
  scorerId: idSchema,
  score: scoreSchema,
  reason: textSchema.optional(),
  input: z.unknown().optional(), // the documents are looked at by toStorable
  output: z.unknown().optional(),
  testInfo: z.unknown().optional(),
  metadata: z.unknown().optional(),
  createdAt: timeSchema.optional(),
});

const saveEvalsSchema = z.strictObject({ evals: z.array(saveEvalSchema).max(MAX_RECORDS) });

const getEvalSchema = z.strictObject({ id: idSchema });

const listEvalsSchema = z.strictObject({
  agentId: idSchema.optional(),
  versionId: idSchema.optional(),
  runId: idSchema.optional(),
  scorerId: idSchema.optional(),
  fromDate: timeSchema.optional(),
  toDate: timeSchema.optional(),
  ...pageFields,
  orderBy: z
    .strictObject({ field: z.literal('createdAt'), direction: directionSchema })
    .default({ field: 'createdAt', direction: 'DESC' }),
});

/** @throws ValidationError when the input breaks a rule of {@link SaveEvalInput} */
export function prepareEval(input: SaveEvalInput, limits?: Partial<StorableLimits>): PreparedEval {
  return prepare(parseInput(saveEvalSchema, input), { path: '', limits });
}

/** @throws ValidationError when the input breaks a rule of {@link SaveEvalsInput}, or has an id twice */
export function prepareEvals(input: SaveEvalsInput, limits?: Partial<StorableLimits>): PreparedEval[] {
  const { evals } = parseInput(saveEvalsSchema, input);
  const prepared = copyRecords(evals, { path: 'evals', copy: (record, path) => prepare(record, { path, limits }) });
  requireDistinct(
    prepared.map(({ given }) => given.id),
    'evals',
  );
  return prepared;
}

/** @throws ValidationError when the input names no id */
export function parseGetEval(input: { id: string }): { id: string } {
  return parseInput(getEvalSchema, input);
}

/** @throws ValidationError when the input breaks a rule of {@link ListEvalsInput} */
export function parseListEvals(input: ListEvalsInput = {}): ListEvalsQuery {
  const { fromDate, toDate, page, perPage, orderBy, ...filters } = parseInput(listEvalsSchema, input);
  return { filters, from: fromDate, to: toDate, page, perPage, direction: orderBy.direction };
}

/** `path` is where the score was found. */
function prepare(
  parsed: z.output<typeof saveEvalSchema>,
  { path, limits }: { path: string; limits: Partial<StorableLimits> | undefined },
): PreparedEval {
  const { id = createId(), agentId, versionId, runId, scorerId, score, reason, createdAt } = parsed;
  const copy = <T>(field: keyof EvalTexts, check: (value: unknown, options: ToStorableOptions) => T): T | undefined =>
    parsed[field] === undefined ? undefined : check(parsed[field], { path: appendKey(path, field), limits });
  const input = copy('input', toStorableValue);
  const output = copy('output', toStorableValue);
  const testInfo = copy('testInfo', toStorable);
  const metadata = copy('metadata', toStorable);
  const documents = {
    input: input?.value,
    output: output?.value,
    testInfo: testInfo?.value,
    metadata: metadata?.value,
  };
  return {
    given: { id, agentId, versionId, runId, scorerId, score, reason, ...documents, createdAt },
    texts: {
      input: input?.canonical,
      output: output?.canonical,
      testInfo: testInfo?.canonical,
      metadata: metadata?.canonical,
    },
  };
}
