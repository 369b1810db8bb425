/** Another agent's version is not there: it can be neither read nor served, nor changed. */
import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from '../refusal';
import { countTo, freshId } from '../samples';
import { type Caller, inTurn, resultOf } from './caller';

/** What came of attempts on another agent's version; right: `let` and `changed` are zero. */
export interface StrangerFigures {
  /** Calls made. */
  tries: number;
  /** Calls that were not refused as if the version were not there. */
  let: number;
  /** Rounds that left a trace on either agent. */
  changed: number;
}

/** Every action that takes a version, on the version of that id. */
const ATTEMPTS: ((call: Caller, agentId: string, id: string) => Promise<Outcome<unknown>>)[] = [
  (call, agentId, id) => call('get', agentId, id),
  (call, agentId, id) => call('get', agentId, { id }),
  (call, agentId, id) => call('resolve', agentId, { id }),
  (call, agentId, id) => call('compare', agentId, { from: 'head', to: id }),
  (call, agentId, id) => call('compare', agentId, { from: id, to: 'head' }),
  (call, agentId, id) => call('activate', agentId, id),
  (call, agentId, id) => call('setLabel', agentId, 'production', { id }),
  (call, agentId, id) => call('setLabel', agentId, 'production', split(id)),
  (call, agentId, id) => call('restore', agentId, id),
  (call, agentId, id) => call('rollback', agentId, { id }),
  (call, agentId, id) => call('delete', agentId, id),
  (call, agentId, id) => call('redact', agentId, id, { reason: 'not mine' }),
];

/** Tries all of them at once, while the owner of the version activates it or takes it back. */
export async function tryStrangers(callers: readonly Caller[], input: { rounds: number }): Promise<StrangerFigures> {
  const call = inTurn(callers, 0);
  const [mine, theirs] = [freshId(), freshId()];
  resultOf(await call('createAgent', { id: mine, secret: 'mine' }));
  const { version } = resultOf(await call('createAgent', { id: theirs, secret: 'theirs' }));
  const figures = { tries: 0, let: 0, changed: 0 };
  for (const round of countTo(input.rounds)) {
    const owner = inTurn(callers, round);
    const move = round % 2 === 0 ? owner('deactivate', theirs) : owner('activate', theirs, version.id);
    const tries = ATTEMPTS.map((attempt, index) => attempt(inTurn(callers, round + index), mine, version.id));
    const settled = await Promise.all(tries);
    const moved = await move;
    figures.tries += settled.length;
    figures.let += settled.filter((outcome) => outcome.ok || outcome.refusal.code !== 'not_found').length;
    const traces = [await traceOf(call, mine), await traceOf(call, theirs)];
    const right = ['1 version of mine', `1 version of theirs${round % 2 === 0 ? '' : ', active'}`];
    if (!moved.ok || !isDeepStrictEqual(traces, right)) figures.changed += 1;
  }
  return figures;
}

/** All that an attempt could have changed. */
async function traceOf(call: Caller, agentId: string): Promise<string> {
  const { versions } = resultOf(await call('list', { agentId }));
  const labels = resultOf(await call('listLabels', agentId)).map(({ label }) => `, ${label}`);
  return `${versions.length} version of ${versions[0]?.snapshot.secret}${labels.join('')}`;
}

function split(id: string) {
  return {
    targets: [
      { version: 1, weight: 5000 },
      { version: { id }, weight: 5000 },
    ],
  };
}
