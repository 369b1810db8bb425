/** Tells listeners of this process which labels an action moved; reads nothing where nobody listens. */
import type { LabelMove } from '../storage/domains/agent-versions/records';
import { present } from '../storage/present';
import type { ActionScope, VersioningContext } from './context';

/** Newest moves that are looked at afterwards. */
const LOOKED_AT = 20;

/** What to call once the action is done. */
export type TellMoves = () => Promise<void>;

/** Notes where labels stand before an action; what it returns tells how they moved since. */
export async function watchMoves(
  context: VersioningContext,
  scope: ActionScope,
  { agentId, labels }: { agentId: string; labels: readonly string[] },
): Promise<TellMoves> {
  if (labels.length === 0 || !context.listeners.listensTo('label.moved')) return async () => {};
  const before = await Promise.all(labels.map(async (label) => (await lastMoves(scope, agentId, label, 1))[0]));
  return async () => {
    try {
      const after = await Promise.all(labels.map((label) => lastMoves(scope, agentId, label, LOOKED_AT)));
      after.forEach((moves, index) => {
        const seen = before[index]?.revision ?? 0;
        for (const move of moves.filter(({ revision }) => revision > seen).reverse()) context.emit(movedEvent(move));
      });
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error)); // the action itself is done
    }
  };
}

async function lastMoves(
  { versions }: ActionScope,
  agentId: string,
  label: string,
  perPage: number,
): Promise<LabelMove[]> {
  return (await versions.listLabelMoves({ agentId, label, perPage })).moves;
}

function movedEvent({ agentId, label, revision, from, to, movedBy, reason, movedAt: at }: LabelMove) {
  return present({ type: 'label.moved' as const, agentId, at, label, revision, from, to, movedBy, reason });
}
