/** Before anything is measured: both sides must give the same answers, or the ratios would say nothing. */
import { deepStrictEqual } from 'node:assert/strict';
import { type Lane, RAW } from './measure';
import { agentId, Sampler, versionId } from './workload/histories';
import { OPERATIONS, type SaveAgentOutput, type Target } from './workload/operations';

/** Compares every operation of every store with the raw side of the same history. */
export async function verifyLanes(lanes: readonly Lane[]): Promise<void> {
  for (const raw of lanes.filter(({ side }) => side === RAW)) {
    const expected = await answers(raw);
    for (const lane of lanes.filter(({ history, side }) => history === raw.history && side !== RAW)) {
      const given = await answers(lane);
      for (const [operation, answer] of Object.entries(expected)) {
        deepStrictEqual(
          given[operation],
          answer,
          `${lane.side} and raw differ in ${operation} of ${lane.history.name}`,
        );
      }
    }
  }
}

async function answers({ target, history }: Lane): Promise<Record<string, unknown>> {
  const sampler = new Sampler(history); // its own: the lane's must pick the same on all sides
  const found: Record<string, unknown> = {};
  for (const operation of OPERATIONS) {
    const answer = await operation.run(target, sampler);
    found[operation.name] = operation.grows ? comparable(answer) : answer;
  }
  return { ...found, ...(await edges(target, history)) };
}

/** What an append or a save made that both sides make alike. */
function comparable(made: unknown): Record<string, unknown> {
  const { version, ...beside } = isSaved(made) ? made : { version: made };
  const { id: _, contentHash: __, chainHash: ___, createdAt: ____, ...rest } = version as Record<string, unknown>;
  return { ...rest, ...beside };
}

function isSaved(made: unknown): made is SaveAgentOutput {
  return typeof made === 'object' && made !== null && 'version' in made;
}

/** The first and the last row that was loaded. */
async function edges(target: Target, history: Lane['history']): Promise<Record<string, unknown>> {
  const last = history.agents - 1;
  return {
    'the first version': await target.getVersion(versionId(history, 0, 1)),
    'the last version': await target.getVersionByNumber(agentId(last), history.versions),
  };
}
