/** One step of a random script: the same call to every world, and the answers compared. */
import { deepStrictEqual } from 'node:assert/strict';
import type { AgentVersioning, Expected } from '@agent-versions/core';
import fc from 'fast-check';
import { answerOf, ownTime } from './mask';
import type { AnyRef, World } from './world';

/** What a script knows of itself. */
export interface Script {
  /** Few, so that steps meet; used by no other script. */
  agentIds: readonly string[];
  /** Steps so far. */
  steps: number;
  /** Moments between two steps. */
  instants: Date[];
}

/** The worlds; the first one is the model. */
export type Worlds = readonly [World, ...World[]];

/** A step as fast-check runs, shrinks and prints it. */
export type Step = fc.AsyncCommand<Script, Worlds>;

/** What there is to choose from, as the model has it before the step. */
export interface Facts {
  script: Script;
  agentId: string;
  /** The head's number, 0 without one. */
  head: number;
  /** Of the record, 0 without one. */
  revision: number;
  /** Of each label that is set. */
  labels: ReadonlyMap<string, number>;
  /** When a version of this step is made. */
  createdAt: Date;
}

/** What a step does in one world. */
export type Act = (service: AgentVersioning, world: World) => Promise<unknown>;

/** A kind of step: its random arguments, and the call that they stand for. */
export function step<A>(input: {
  name: string;
  args: fc.Arbitrary<A>;
  act(args: A, facts: Facts): Act;
}): fc.Arbitrary<Step> {
  const { name, args, act } = input;
  return fc.record({ agent: agentIndex, args }).map(({ agent, args: chosen }) => ({
    check: () => true,
    run: async (script, worlds) => {
      script.steps += 1;
      const facts = await readFacts(script, { world: worlds[0], agentId: choose(script.agentIds, agent) });
      await agree(worlds, act(chosen, facts));
    },
    toString: () => `${name}(${agent}, ${fc.stringify(chosen)})`,
  }));
}

/** Compares what every world answers with what the model does. */
export async function agree(worlds: Worlds, act: Act): Promise<void> {
  const [expected, ...others] = await Promise.all(
    worlds.map((world) => answerOf(world, () => act(world.service, world))),
  );
  for (const [index, answer] of others.entries()) {
    const { name } = worlds[index + 1] as World;
    deepStrictEqual({ world: name, answer }, { world: name, answer: expected });
  }
}

async function readFacts(script: Script, { world, agentId }: { world: World; agentId: string }): Promise<Facts> {
  const { service } = world;
  const [page, agent, labels] = await Promise.all([
    service.list({ agentId, perPage: 1, includeSnapshot: false }),
    service.getAgent(agentId),
    service.listLabels(agentId),
  ]);
  return {
    ...{ script, agentId, createdAt: ownTime(script.steps) },
    head: page.versions[0]?.versionNumber ?? 0,
    revision: agent?.revision ?? 0,
    labels: new Map(labels.map(({ label, revision }) => [label, revision])),
  };
}

/** One of a list, by a random number of any size. */
export function choose<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

/** Mostly the first, so that some history grows long. */
const agentIndex = fc.constantFrom(0, 0, 0, 0, 0, 1);

/** An argument that is mostly left out. */
export function rarely<A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary, weight: 1 });
}

/** What the caller believes: nothing in particular, the truth, or something near it. */
export const beliefs: fc.Arbitrary<number | undefined> = fc.constantFrom(undefined, undefined, undefined, 0, 0, -1, 1);

/** That belief as `expected`. */
export function expectation(actual: number, belief: number | undefined): Expected | undefined {
  return belief === undefined ? undefined : Math.max(0, actual + belief) || 'none';
}

/** That belief as a record's revision. */
export function revisionOf({ revision }: Facts, belief: number | undefined): number | undefined {
  return belief === undefined ? undefined : Math.max(1, revision + belief);
}

/** Names of labels. */
export const labelNames = fc.constantFrom('active', 'active', 'production', 'staging');

/** How a caller names a version: by the facts, as ids and instants are not known before. */
export type RefChoice = (facts: Facts) => AnyRef;

/** Every way to name a version, mostly one that is there. */
export const refs: fc.Arbitrary<RefChoice> = fc
  .oneof(
    { arbitrary: fc.record({ kind: fc.constant('number' as const), at: fc.nat({ max: 6 }) }), weight: 5 },
    { arbitrary: fc.record({ kind: fc.constant('id' as const), at: fc.nat({ max: 6 }) }), weight: 5 },
    { arbitrary: fc.record({ kind: fc.constant('other' as const), at: fc.nat({ max: 40 }) }), weight: 6 },
    { arbitrary: fc.record({ kind: fc.constant('foreign' as const), at: fc.nat({ max: 3 }) }), weight: 1 },
    { arbitrary: fc.record({ kind: fc.constant('instant' as const), at: fc.nat({ max: 5 }) }), weight: 1 },
  )
  .map(({ kind, at }) => {
    const choice: RefChoice = (facts) => toRef(kind, at, facts);
    return Object.assign(choice, { [fc.toStringMethod]: () => `${kind} ${at}` });
  });

const OTHERS: AnyRef[] = [
  ...(['head', 'latest', 'head~1', 'head~2', 'head~9', 'active', 'production', 'staging', 'nobody', '2', '0'] as const),
  ...[{ ancestor: 1 }, { label: 'staging' }, { name: 'production' }, { versionNumber: 2 }, { id: 'nobody' }],
  ...[{ idempotencyKey: 'k1' }, { idempotencyKey: 'k2' }, { label: 'active', at: ownTime(0) }, 0, 999],
];

function toRef(kind: 'number' | 'id' | 'other' | 'foreign' | 'instant', at: number, facts: Facts): AnyRef {
  const { script, agentId, head } = facts;
  const near = Math.max(1, head - at);
  if (kind === 'number') return near;
  if (kind === 'other') return choose(OTHERS, at);
  if (kind === 'id') return { idOf: { agentId, versionNumber: near }, as: choose(['text', 'id', 'name'] as const, at) };
  if (kind === 'instant') return script.instants.length === 0 ? ownTime(0) : choose(script.instants, at);
  const other = script.agentIds.find((id) => id !== agentId) ?? agentId;
  return { idOf: { agentId: other, versionNumber: at + 1 }, as: 'text' };
}
