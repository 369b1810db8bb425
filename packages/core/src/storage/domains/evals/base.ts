/** The contract of the domain `evals`: scores of what agents did. */
import type { PageInput, PageOutput, SortDirection } from '../../types';
import { StorageDomain } from '../base';
import type { EvalRecord } from './records';

/** A score to store. */
export interface SaveEvalInput extends Omit<EvalRecord, 'id' | 'createdAt'> {
  /** Default: a new ULID. With an id of your own, a repeated call is safe. */
  id?: string;
  /** Default: the store's clock. */
  createdAt?: Date;
}

/** Scores to store together: up to 1,000, of up to 64 MiB of JSON. */
export interface SaveEvalsInput {
  evals: SaveEvalInput[];
}

export interface SaveEvalsOutput {
  /** As stored, in the order they were given. */
  evals: EvalRecord[];
}

/** Which scores: those that all filters let through. Pages count from 0. */
export interface ListEvalsInput extends PageInput {
  agentId?: string;
  versionId?: string;
  runId?: string;
  scorerId?: string;
  /** Only those of that time or later. */
  fromDate?: Date;
  /** Only those before that time. */
  toDate?: Date;
  /** Default: newest first. Ties go by id in the same direction. */
  orderBy?: { field: 'createdAt'; direction: SortDirection };
}

export interface ListEvalsOutput extends PageOutput {
  evals: EvalRecord[];
}

/**
 * Stores scores of what agents did, each once: none is ever changed. Input, output and the like are JSON, checked as
 * {@link AgentVersionsStorage} snapshots are. Deleting an agent leaves its scores.
 */
export abstract class EvalsStorage extends StorageDomain {
  override readonly domain = 'evals';

  /**
   * Stores a score, and returns it as stored. One that is there already under its id, with the fields that are given,
   * is left as it is.
   * @throws ValidationError when a field is none, the score is not finite, or a document is no JSON
   * @throws ConflictError when another score has the id; `actual` is `'another record'`
   */
  abstract saveEval(input: SaveEvalInput): Promise<EvalRecord>;

  /**
   * As {@link saveEval} for several, all of them or none.
   * @throws ValidationError likewise, and when an id occurs twice
   * @throws ConflictError when another score has the id of one of them
   */
  abstract saveEvals(input: SaveEvalsInput): Promise<SaveEvalsOutput>;

  /** The score, or null. */
  abstract getEval(input: { id: string }): Promise<EvalRecord | null>;

  /** A page of scores; past the end it is empty, with the right total. */
  abstract listEvals(input?: ListEvalsInput): Promise<ListEvalsOutput>;
}
