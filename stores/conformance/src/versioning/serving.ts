/** Races over what is served: a version that is activated while others delete it, or prune the history around it. */
import { countTo, freshId } from '../samples';
import { type Caller, headStart, inTurn, resultOf, type ServiceOutcome } from './caller';

/** What became of what was served; right: `dangling`, `misprojected` and `wrongAnswers` are zero. */
export interface ServingFigures {
  /** Races run. */
  rounds: number;
  /** Rounds in which the activation came first. */
  activated: number;
  /** Rounds in which a deletion came first. */
  removed: number;
  /** Rounds that left `active` without its version. */
  dangling: number;
  /** Rounds after which the agent's record named another version than the label. */
  misprojected: number;
  /** Rounds in which somebody was told what did not happen, or was refused by an error that does not fit. */
  wrongAnswers: number;
}

/** A round's answers. */
interface Round {
  activation: ServiceOutcome<'activate'>;
  deletion: ServiceOutcome<'delete'>;
  pruning: ServiceOutcome<'prune'>;
}

/** Activates a version, deletes it and prunes it, all at once, over and over. */
export async function raceServing(callers: readonly Caller[], input: { rounds: number }): Promise<ServingFigures> {
  const call = inTurn(callers, 0);
  const agentId = freshId();
  const { version: keeper } = resultOf(await call('createAgent', { id: agentId, round: 0 }));
  resultOf(await call('setLabel', agentId, 'kept', keeper.id)); // or it would be pruned
  const figures = { rounds: 0, activated: 0, removed: 0, dangling: 0, misprojected: 0, wrongAnswers: 0 };
  for (const round of countTo(input.rounds)) {
    // in every other round the label is set already, and moves
    resultOf<unknown>(await (round % 2 === 0 ? call('activate', agentId, keeper.id) : call('deactivate', agentId)));
    const { version: candidate } = resultOf(await call('save', agentId, { round }));
    resultOf(await call('save', agentId, { round: `newest ${round}` }));
    const answers = await runRound(callers, { agentId, versionId: candidate.id, round });
    const before = round % 2 === 0 ? keeper.id : undefined;
    await judge(call, { agentId, versionId: candidate.id, before, answers, figures });
  }
  return figures;
}

/** Who comes first takes turns, and so does the head start that it has. */
async function runRound(
  callers: readonly Caller[],
  { agentId, versionId, round }: { agentId: string; versionId: string; round: number },
): Promise<Round> {
  const started: Partial<{ [K in keyof Round]: Promise<Round[K]> }> = {};
  const starts = [
    () => {
      started.activation = inTurn(callers, round)('activate', agentId, versionId);
    },
    () => {
      started.deletion = inTurn(callers, round + 1)('delete', agentId, versionId);
    },
    () => {
      started.pruning = inTurn(callers, round + (round % 3))('prune', agentId, { keepLast: 1 });
    },
  ];
  starts[round % 3]?.();
  await headStart(round);
  for (const index of [1, 2]) starts[(round + index) % 3]?.();
  const { activation, deletion, pruning } = started as { [K in keyof Round]: Promise<Round[K]> };
  const [activated, deleted, pruned] = await Promise.all([activation, deletion, pruning]);
  return { activation: activated, deletion: deleted, pruning: pruned };
}

async function judge(
  call: Caller,
  round: { agentId: string; versionId: string; before: string | undefined; answers: Round; figures: ServingFigures },
): Promise<void> {
  const { agentId, versionId, before, answers, figures } = round;
  const labels = resultOf(await call('listLabels', agentId));
  const served = labels.find(({ label }) => label === 'active')?.targets[0]?.versionId;
  const [target, candidate] = [
    await call('get', agentId, { id: served ?? '-' }),
    await call('get', agentId, { id: versionId }),
  ];
  const record = resultOf(await call('getAgent', agentId));
  figures.rounds += 1;
  figures.activated += Number(answers.activation.ok);
  figures.removed += Number(!candidate.ok);
  if (served !== undefined && !target.ok) figures.dangling += 1;
  if (record?.activeVersionId !== served) figures.misprojected += 1;
  const { activation, deletion, pruning } = answers;
  const right =
    pruning.ok &&
    (activation.ok || activation.refusal.code === 'not_found') &&
    (deletion.ok || ['not_found', 'version_in_use'].includes(deletion.refusal.code)) &&
    activation.ok === candidate.ok &&
    served === (activation.ok ? versionId : before) &&
    !(activation.ok && deletion.ok);
  if (!right) figures.wrongAnswers += 1;
}
