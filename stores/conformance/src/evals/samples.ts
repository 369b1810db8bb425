/** Scores to test with. */
import type { SaveEvalInput } from '@agent-versions/core';
import { freshId } from '../samples';

/** Every field, and an id that nobody used before; `fields` in place of some of them. */
export function sampleEval(fields: Partial<SaveEvalInput> = {}): SaveEvalInput & { id: string } {
  return {
    id: freshId('eval'),
    agentId: 'weather-desk',
    versionId: 'version-12',
    runId: 'run-7',
    scorerId: 'faithfulness',
    score: 0.1 + 0.2,
    reason: 'Two of the claims are not in the sources.',
    input: { question: 'Rain on Friday?', history: [] },
    output: ['Yes.', { confidence: 0.9 }, null],
    testInfo: { suite: 'forecasts', case: 3 },
    metadata: { judge: { model: 'gpt-4o', temperature: 0 }, tags: [''] },
    createdAt: new Date('2026-03-01T12:00:00.123Z'),
    ...fields,
  };
}

/** What everybody is refused who gives a taken id to another score. */
export function takenBy(id: string): object {
  return { code: 'conflict', entity: 'eval', id, expected: 'none', actual: 'another record' };
}
