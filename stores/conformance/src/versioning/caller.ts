/** The versioning service as a race calls it: in this process, in another one, or built the naive way. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentVersioning } from '@agent-versions/core';
import { type Outcome, outcomes } from '../refusal';

/** The methods that answer with a promise. */
export type ServiceMethod = {
  [K in keyof AgentVersioning]: AgentVersioning[K] extends (...args: never[]) => Promise<unknown> ? K : never;
}[keyof AgentVersioning];

/** What a method takes. */
export type ServiceArgs<M extends ServiceMethod> = Parameters<AgentVersioning[M]>;

/** What comes of a method: its result, or how it was refused. */
export type ServiceOutcome<M extends ServiceMethod> = Outcome<Awaited<ReturnType<AgentVersioning[M]>>>;

/** Calls a method of a service, wherever it is. */
export type Caller = <M extends ServiceMethod>(method: M, ...args: ServiceArgs<M>) => Promise<ServiceOutcome<M>>;

/** Calls a service of this process. */
export function callerOf(service: Pick<AgentVersioning, ServiceMethod>): Caller {
  return async (method, ...args) => {
    const [outcome] = await outcomes([Reflect.apply(service[method], service, args) as Promise<unknown>]);
    return outcome as never;
  };
}

/** The result of a call that nothing stands in the way of. */
export function resultOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(`A call was refused that nothing stood in the way of: ${JSON.stringify(outcome.refusal)}`);
}

/** The caller whose turn it is. */
export function inTurn(callers: readonly Caller[], turn: number): Caller {
  const caller = callers[turn % callers.length];
  if (!caller) throw new Error('A race needs callers');
  return caller;
}

/** Milliseconds that the first of several is ahead. */
const HEAD_STARTS = [0, 0, 1, 2, 5, 20];

/** Lets whoever was called first be ahead of those that come now: sometimes not at all, sometimes by far. */
export async function headStart(round: number): Promise<void> {
  const ahead = HEAD_STARTS[Math.floor(round / 3) % HEAD_STARTS.length];
  if (ahead) await sleep(ahead);
}

/** How many were refused by another error than those. */
export function countOtherRefusals(settled: readonly Outcome<unknown>[], allowed: readonly string[]): number {
  return settled.filter((outcome) => !outcome.ok && !allowed.includes(outcome.refusal.code)).length;
}
