/** Restoring brings a whole configuration back, whatever is saved meanwhile. */
import { isDeepStrictEqual } from 'node:util';
import type { AgentConfig } from '@agent-versions/core';
import { configOf, countTo, freshId } from '../samples';
import { type Caller, inTurn, resultOf } from './caller';

/** Every field that frameworks know, one that nobody knows, and the values that get lost on the way. */
const WHOLE: AgentConfig = {
  name: 'Weather desk',
  description: null,
  instructions: 'Answer in one paragraph.\n',
  model: { provider: 'openai', name: 'gpt-4o', temperature: 0 },
  tools: [{ name: 'forecast', days: [1, 3, 7] }, { name: 'alerts' }],
  workflows: { escalate: { steps: ['ask', 'mail'] } },
  agents: { reviewer: { id: 'reviewer' } },
  memory: { lastMessages: 10, semantic: false },
  scorers: [],
  inputProcessors: [null, { kind: 'trim' }],
  outputProcessors: {},
  defaultOptions: { maxSteps: 5, toolChoice: '' },
  integrationTools: ['mail', 'calendar'],
  metadata: { tags: ['weather', ''], owner: null },
  ownerId: 'desk',
  agent_type: 'chat',
  system_prompt: '',
  temperature: 0,
  max_tokens: null,
  configuration: { permissions: { write: false } },
  accessible_paths: ['/srv/weather'],
  'a field of nobody’s': { deep: [[[{}]]] },
};

const FIELDS = Object.keys(WHOLE);

/** What became of restores that ran beside saves; right: all zero but `rounds` and `fields`. */
export interface RestoreFigures {
  /** Races run. */
  rounds: number;
  /** How many fields were to be brought back in each. */
  fields: number;
  /** Refused, though nothing stood in the way. */
  errors: number;
  /** Fields of a restored version that are not as they were. */
  lostFields: number;
  /** Rounds after which head or record were neither the restored configuration nor that with the save on top. */
  wrongHeads: number;
}

/** Restores version 1 while another save runs, after all its fields were taken away. */
export async function raceRestores(callers: readonly Caller[], input: { rounds: number }): Promise<RestoreFigures> {
  const call = inTurn(callers, 0);
  const id = freshId();
  const { version: first } = resultOf(await call('createAgent', { ...WHOLE, id }));
  const figures = { rounds: input.rounds, fields: FIELDS.length, errors: 0, lostFields: 0, wrongHeads: 0 };
  for (const round of countTo(input.rounds)) {
    resultOf(await call('save', id, { only: round }, { remove: [...FIELDS, 'other'] }));
    const [restored, saved] = await Promise.all([
      inTurn(callers, round)('restore', id, 1),
      inTurn(callers, round + 1)('save', id, { other: round }),
    ]);
    figures.errors += Number(!restored.ok) + Number(!saved.ok);
    if (restored.ok) {
      const { snapshot, contentHash, restoredFrom } = restored.value.version;
      figures.lostFields += countLost(snapshot);
      if (contentHash !== first.contentHash || restoredFrom !== first.id) figures.lostFields += 1;
    }
    const { snapshot: head } = resultOf(await call('get', id, 'head'));
    const record = resultOf(await call('getAgent', id));
    const onTop = { ...WHOLE, other: round };
    const rightHead = isDeepStrictEqual(head, WHOLE) || isDeepStrictEqual(head, onTop);
    if (!rightHead || !isDeepStrictEqual(configOf(record ?? {}), head)) figures.wrongHeads += 1;
  }
  return figures;
}

function countLost(snapshot: AgentConfig): number {
  const names = new Set([...FIELDS, ...Object.keys(snapshot)]);
  return [...names].filter((field) => !isDeepStrictEqual(snapshot[field], WHOLE[field])).length;
}
