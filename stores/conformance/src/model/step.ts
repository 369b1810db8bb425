/** One step of a random script: a call to the store, the same call to the model, and the two answers compared. */
import { deepStrictEqual } from 'node:assert/strict';
import type { AgentsStorage, AgentVersionsStorage } from '@agent-versions/core';
import fc from 'fast-check';
import { outcomes } from '../refusal';
import type { AgentsModel } from './agents-model';
import { predict } from './refused';
import type { VersionsModel } from './versions-model';

/** What the model knows, and the names this script works with. */
export interface Model {
  /** The domain `agents`. */
  agents: AgentsModel;
  /** The domain `agentVersions`. */
  versions: VersionsModel;
  /** Ids of agents: few, so that steps meet, and used by no other script. */
  agentIds: readonly string[];
  /** Ids and keys for versions, chosen by callers. */
  names: readonly string[];
}

/** The store that is tried. */
export interface Real {
  /** Its domain `agents`. */
  agents: AgentsStorage;
  /** Its domain `agentVersions`. */
  versions: AgentVersionsStorage;
}

/** What a step works on. */
export interface Scene {
  /** What must be answered. */
  model: Model;
  /** What answers. */
  real: Real;
}

/** A step as fast-check runs, shrinks and prints it. */
export type Step = fc.AsyncCommand<Model, Real>;

/** A kind of step: its random arguments, and what it does. */
export function step<A>(input: {
  name: string;
  args: fc.Arbitrary<A>;
  run(args: A, scene: Scene): Promise<void>;
}): fc.Arbitrary<Step> {
  const { name, run } = input;
  return input.args.map((args) => ({
    check: () => true,
    run: (model, real) => run(args, { model, real }),
    toString: () => `${name}(${fc.stringify(args)})`,
  }));
}

/**
 * Compares what the store answers with what the model says to the same call, refusals included. The model sees the
 * store's answer only to learn the ids and times that nobody can predict.
 */
export async function agree<T>(call: Promise<T>, model: (seen: T | undefined) => unknown): Promise<void> {
  const [answer] = await outcomes([call]);
  const predicted = predict(() => model(answer?.ok ? answer.value : undefined));
  deepStrictEqual(answer, predicted);
}

/** One of a list, by a random number of any size. */
export function choose<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

/** A place in a list of any length. */
export const index: fc.Arbitrary<number> = fc.nat({ max: 60 });

/** Which agent a step works on: mostly the first, so that some history grows long. */
export const agentIndex: fc.Arbitrary<number> = fc.constantFrom(0, 0, 0, 0, 1, 1, 2);

/** An argument that is mostly left out. */
export function rarely<A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary, weight: 1 });
}

/** What the caller believes: the truth, near it, or nothing in particular. */
export const beliefs: fc.Arbitrary<number | undefined> = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 4 },
  { arbitrary: fc.constant(0), weight: 3 },
  { arbitrary: fc.constantFrom(-1, 1, 7), weight: 1 },
);

/** That belief as `expected`. */
export function expectation(actual: number, belief: number | undefined): number | 'none' | undefined {
  return belief === undefined ? undefined : Math.max(0, actual + belief) || 'none';
}

/** Pages, most of them small. */
export const pages = fc.record(
  { page: fc.constantFrom(1, 2, 3, 4, 1000, 2_147_483_647), perPage: fc.constantFrom(1, 2, 3, 5, 20, 1000) },
  { requiredKeys: [] },
);
