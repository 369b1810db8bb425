/** Whether an agent is what an append was made from; where it is not, the conflict to answer with. */
import { type ConflictDetails, ConflictError } from '../errors';
import type { AgentVersion } from '../storage/domains/agent-versions/records';
import type { AgentConfig } from '../storage/types';
import type { ActionScope } from './context';
import { calculateChangedFields } from './diff/changed-fields';
import { mergeSnapshots } from './diff/merge';
import { expectedOf, type ParsedExpectation } from './input';
import { type Snapshot, snapshotOf } from './snapshot';
import { type AgentState, headNumber, readSnapshot } from './state';

/** What is expected of an agent, and where it stands. */
export interface Expectation {
  /** Undefined: anything. */
  expected: ParsedExpectation | undefined;
  state: AgentState;
  /** What the agent is in that state: the append is swapped for it, so an answer of null holds until then. */
  current: AgentConfig;
  /** The change that was made from what is expected. */
  apply(config: AgentConfig): Promise<Snapshot>;
}

/** The conflict, or null where the agent is what is expected. */
export async function findConflict(scope: ActionScope, input: Expectation): Promise<ConflictError | null> {
  const { expected, state, current } = input;
  if (expected === undefined) return null;
  if (typeof expected !== 'number') return compareContent(state, { expected: expected.contentHash, current });
  return expected === headNumber(state) ? null : describeRival(scope, { ...input, expected });
}

/** What the content was made from has no number, so nothing can be said of the fields. */
function compareContent(
  { agent, head }: AgentState,
  { expected, current }: { expected: string; current: AgentConfig },
): ConflictError | null {
  const { contentHash: actual } = snapshotOf(current);
  if (actual === expected) return null;
  return new ConflictError({ ...about(agent.id), expected, actual, ...(head ? { details: detailsOf(head) } : {}) });
}

/** The conflict over the head, with what a merge needs. */
async function describeRival(
  scope: ActionScope,
  { expected: number, state, apply }: Expectation & { expected: number },
): Promise<ConflictError> {
  const { agent, head } = state;
  const expected = expectedOf(number);
  if (!head) return new ConflictError({ ...about(agent.id), expected, actual: 'none' });
  const which = { agentId: agent.id, versionNumber: number };
  const base = (number > 0 ? await readSnapshot(scope.versions, which) : undefined) ?? {};
  const { config: mine } = await apply(base);
  const details: ConflictDetails = {
    ...detailsOf(head),
    theirFields: calculateChangedFields(base, head.snapshot),
    myFields: calculateChangedFields(base, mine),
    bothFields: mergeSnapshots(base, mine, head.snapshot).conflicts.map(({ field }) => field),
  };
  return new ConflictError({ ...about(agent.id), expected, actual: head.versionNumber, details });
}

function about(id: string) {
  return { entity: 'version' as const, id };
}

function detailsOf({ id: headVersionId, versionNumber: headVersionNumber }: AgentVersion): ConflictDetails {
  return { headVersionNumber, headVersionId };
}
