/** Random steps on labels. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { ownTime } from './mask';
import { beliefs, choose, expectation, type Facts, labelNames, rarely, refs, type Step, step } from './step';

const options = fc.record({ belief: beliefs, reason: rarely(fc.constantFrom('', 'why')) });

type OptionArgs = typeof options extends fc.Arbitrary<infer A> ? A : never;

function toOptions({ belief, reason }: OptionArgs, { labels }: Facts, label: string) {
  return { expected: expectation(labels.get(label) ?? 0, belief), reason };
}

const setLabel = step({
  name: 'setLabel',
  args: fc.record({ label: labelNames, ref: refs, options }),
  act: ({ label, ref, options: chosen }, facts) => {
    const all = toOptions(chosen, facts, label);
    return (service, world) => service.setLabel(facts.agentId, label, world.ref(ref(facts)), all);
  },
});

const activate = step({
  name: 'activate',
  args: fc.record({ ref: refs, options }),
  act: ({ ref, options: chosen }, facts) => {
    const all = toOptions(chosen, facts, 'active');
    return (service, world) => service.activate(facts.agentId, world.ref(ref(facts)), all);
  },
});

/** No two weights alike: the order of equals follows from ids, which differ between worlds. */
const WEIGHTS = [[10_000], [6_000, 4_000], [5_000, 3_000, 2_000], [9_999, 2]];

const splitLabel = step({
  name: 'setLabel, split',
  args: fc.record({
    label: labelNames,
    weights: fc.constantFrom(...WEIGHTS),
    chosen: fc.array(refs, { minLength: 3, maxLength: 3 }),
    options,
  }),
  act: ({ label, weights, chosen, options: about }, facts) => {
    const all = toOptions(about, facts, label);
    return (service, world) => {
      const targets = weights.map((weight, index) => {
        return { version: world.ref(choose(chosen, index)(facts)), weight };
      });
      return service.setLabel(facts.agentId, label, { targets }, all);
    };
  },
});

const revertLabel = step({
  name: 'revertLabel',
  args: fc.record({ label: labelNames, options }),
  act: ({ label, options: chosen }, facts) => {
    const all = toOptions(chosen, facts, label);
    return (service) => service.revertLabel(facts.agentId, label, all);
  },
});

const removeLabel = step({
  name: 'removeLabel',
  args: fc.record({ label: labelNames, options }),
  act: ({ label, options: chosen }, facts) => {
    const all = toOptions(chosen, facts, label);
    return (service) => service.removeLabel(facts.agentId, label, all);
  },
});

const listLabels = step({
  name: 'listLabels',
  args: fc.constant(null),
  act:
    (_, { agentId }) =>
    (service) =>
      service.listLabels(agentId),
});

const listLabelMoves = step({
  name: 'listLabelMoves',
  args: labelNames,
  // of one label: those of several may have been made in one moment, and are then ordered by ids
  act:
    (label, { agentId }) =>
    (service) =>
      service.listLabelMoves({ agentId, label, perPage: 5 }),
});

const instant = step({
  name: 'instant',
  args: fc.constant(null),
  act: (_, { script }) => {
    const noted = noteInstant();
    void noted.then((time) => script.instants.push(time));
    return async () => void (await noted);
  },
});

/** A moment that lies between what was done before and what comes after. */
async function noteInstant(): Promise<Date> {
  await sleep(3);
  const time = new Date();
  await sleep(3);
  return time;
}

const labelAt = step({
  name: 'labelAt',
  args: fc.record({ label: labelNames, at: fc.nat({ max: 5 }) }),
  act: ({ label, at }, { agentId, script }) => {
    const time = script.instants.length === 0 ? ownTime(0) : choose(script.instants, at);
    return (service) => service.labelAt(agentId, label, time);
  },
});

/** Every kind, the frequent ones several times. */
export const labelSteps: fc.Arbitrary<Step>[] = [
  ...[setLabel, setLabel, activate, splitLabel, splitLabel, revertLabel, revertLabel, removeLabel],
  ...[listLabels, listLabelMoves, instant, instant, labelAt],
];
