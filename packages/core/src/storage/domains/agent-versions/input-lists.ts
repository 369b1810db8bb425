/** What the lists of the domain `agentVersions` are asked for: checked and filled in. */
import { z } from 'zod';
import {
  directionSchema,
  idSchema,
  labelSchema,
  nonNegativeIntegerSchema,
  parseInput,
  perPageSchema,
  positiveIntegerSchema,
} from '../../input';
import { DEFAULT_PAGE, DEFAULT_PER_PAGE } from '../../pagination';
import type { SortDirection } from '../../types';
import type { ListHeadsInput, ListHistoryInput, ListLabelMovesInput, ListVersionsInput } from './calls';

/** How many entries, heads or events a list goes on with unless asked for another number. */
export const DEFAULT_LIMIT = 100;

/** A page of versions, fully said. */
export interface ListVersionsQuery {
  /** Whose versions. */
  agentId: string;
  /** 1 where `before` is given. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
  /** By number, newest first, where `before` is given. */
  orderBy: { field: 'versionNumber' | 'createdAt'; direction: SortDirection };
  /** Only smaller numbers; undefined: all. */
  before: number | undefined;
  /** False: summaries will do. */
  includeSnapshot: boolean;
}

/** A page of moves, fully said. */
export interface ListLabelMovesQuery {
  /** Whose labels. */
  agentId: string;
  /** Undefined: those of all labels. */
  label: string | undefined;
  /** From 1. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
}

/** A stretch of a history, fully said. */
export interface ListHistoryQuery {
  /** Whose history. */
  agentId: string;
  /** Only higher numbers; 0: all. */
  after: number;
  /** 1 to 1000. */
  limit: number;
}

/** A stretch of the heads, fully said. */
export interface ListHeadsQuery {
  /** Only agents whose id sorts after this one; undefined: all. */
  after: string | undefined;
  /** 1 to 1000. */
  limit: number;
}

const pageShape = {
  page: positiveIntegerSchema.default(DEFAULT_PAGE),
  perPage: perPageSchema.default(DEFAULT_PER_PAGE),
};

const listVersionsSchema = z
  .strictObject({
    agentId: idSchema,
    page: positiveIntegerSchema.optional(),
    perPage: pageShape.perPage,
    orderBy: z.strictObject({ field: z.enum(['versionNumber', 'createdAt']), direction: directionSchema }).optional(),
    before: positiveIntegerSchema.optional(),
    includeSnapshot: z.boolean().default(true),
  })
  .check(({ value, issues }) => {
    for (const key of ['page', 'orderBy'] as const) {
      if (value.before === undefined || value[key] === undefined) continue;
      issues.push({ code: 'custom', path: [key], message: 'cannot go with before', input: value[key] });
    }
  });

const listLabelMovesSchema = z.strictObject({ agentId: idSchema, label: labelSchema.optional(), ...pageShape });

const listHistorySchema = z.strictObject({
  agentId: idSchema,
  after: nonNegativeIntegerSchema.default(0),
  limit: perPageSchema.default(DEFAULT_LIMIT),
});

const listHeadsSchema = z.strictObject({ after: idSchema.optional(), limit: perPageSchema.default(DEFAULT_LIMIT) });

/** @throws ValidationError when the input breaks a rule of {@link ListVersionsInput} */
export function parseListVersions(input: ListVersionsInput): ListVersionsQuery {
  const {
    agentId,
    page = DEFAULT_PAGE,
    perPage,
    orderBy,
    before,
    includeSnapshot,
  } = parseInput(listVersionsSchema, input);
  return {
    agentId,
    page,
    perPage,
    orderBy: orderBy ?? { field: 'versionNumber', direction: 'DESC' },
    before,
    includeSnapshot,
  };
}

/** @throws ValidationError when the input breaks a rule of {@link ListLabelMovesInput} */
export function parseListLabelMoves(input: ListLabelMovesInput): ListLabelMovesQuery {
  const { agentId, label, page, perPage } = parseInput(listLabelMovesSchema, input);
  return { agentId, label, page, perPage };
}

/** @throws ValidationError when the input breaks a rule of {@link ListHistoryInput} */
export function parseListHistory(input: ListHistoryInput): ListHistoryQuery {
  const { agentId, after, limit } = parseInput(listHistorySchema, input);
  return { agentId, after, limit };
}

/** @throws ValidationError when the input breaks a rule of {@link ListHeadsInput} */
export function parseListHeads(input: ListHeadsInput = {}): ListHeadsQuery {
  const { after, limit } = parseInput(listHeadsSchema, input);
  return { after, limit };
}
