/** Races around labels: moves against each other, and against the deletion of what they point at. */
import {
  type AgentsStorage,
  type AgentVersion,
  type AgentVersionsStorage,
  type LabelMove,
  VersionInUseError,
  type VersionLabel,
} from '@agent-versions/core';
import { type Outcome, outcomes } from '../refusal';
import { appendVersions, countTo, freshId } from '../samples';
import { type ExpectedFigures, judgeRound } from './creators';

/** Lets movers that have all seen the same revision move a label at once, each to another version. */
export async function raceLabelSwap(
  versions: AgentVersionsStorage,
  input: { movers: number; rounds: number },
): Promise<ExpectedFigures> {
  const agentId = freshId();
  // two sets of versions, so that nobody ever moves the label to where it is
  const made = await appendVersions(versions, { agentId, count: 2 * input.movers });
  const figures: ExpectedFigures = { rounds: input.rounds, winners: 0, wrongRounds: 0, wrongRefusals: 0 };
  for (const round of countTo(input.rounds)) {
    const [label] = await versions.listLabels(agentId);
    const expected = label?.revision ?? 'none';
    const targets = round % 2 === 0 ? made.slice(0, input.movers) : made.slice(input.movers);
    const calls = targets.map(({ id }) => versions.setLabel({ agentId, label: 'production', versionId: id, expected }));
    const actual = expected === 'none' ? 1 : expected + 1;
    const conflict = { code: 'conflict', entity: 'label', id: `${agentId}/production`, expected, actual } as const;
    judgeRound(figures, await outcomes(calls), conflict);
  }
  return figures;
}

/** What became of moves that nobody coordinated; right: all zero but `moves`. */
export interface MoveFigures {
  /** On record. */
  moves: number;
  /** Moves that were acknowledged and are not on record, or the other way round. */
  lost: number;
  /** Moves that do not begin where the one before ended, or skip a revision. */
  broken: number;
  /** Labels that do not point where their last move went. */
  astray: number;
}

/** Lets movers move one label at once without looking; every fifth removes it. */
export async function raceLabelMoves(
  versions: AgentVersionsStorage,
  input: { movers: number; rounds: number },
): Promise<MoveFigures> {
  const agentId = freshId();
  const label = 'production';
  const made = await appendVersions(versions, { agentId, count: input.movers });
  const acknowledged = new Map<number, string | undefined>();
  for (const round of countTo(input.rounds)) {
    const calls = made.map(({ id }, index): Promise<VersionLabel | null> => {
      if ((index + round) % 5 === 0) return versions.removeLabel({ agentId, label }).then(() => null);
      return versions.setLabel({ agentId, label, versionId: id });
    });
    for (const outcome of await outcomes(calls)) {
      if (outcome.ok && outcome.value) acknowledged.set(outcome.value.revision, outcome.value.targets[0]?.versionId);
    }
  }
  const { moves } = await versions.listLabelMoves({ agentId, perPage: 1000 });
  const chain = moves.toSorted((left, right) => left.revision - right.revision);
  const [current] = await versions.listLabels(agentId);
  const recorded = new Map(chain.filter((move) => move.to).map((move) => [move.revision, to(move)]));
  return {
    moves: chain.length,
    lost: countDifferences(acknowledged, recorded),
    broken: chain.filter((move, index) => move.revision !== index + 1 || from(move) !== to(chain[index - 1])).length,
    astray: current?.targets[0]?.versionId === to(chain.at(-1)) ? 0 : 1,
  };
}

/** How many keys only one of the two has, or both with another value. */
function countDifferences<K, V>(left: ReadonlyMap<K, V>, right: ReadonlyMap<K, V>): number {
  return [...new Set([...left.keys(), ...right.keys()])].filter((key) => left.get(key) !== right.get(key)).length;
}

const to = (move: LabelMove | undefined): string | undefined => move?.to?.[0]?.versionId;
const from = (move: LabelMove): string | undefined => move.from?.[0]?.versionId;

/** What came of deletions that raced moves; right: `dangling`, `misprojected` and `wrongAnswers` are zero. */
export interface DeleteFigures {
  /** Races run. */
  rounds: number;
  /** Rounds in which the deletion came first. */
  deleted: number;
  /** Rounds in which the label came first. */
  kept: number;
  /** Rounds that left a label without its version. */
  dangling: number;
  /** Rounds after which an agent's record named another version than its label `active`. */
  misprojected: number;
  /** Rounds in which both were told yes, both no, or one was refused by an error that does not fit. */
  wrongAnswers: number;
}

/** The ways in which versions go while a label is on its way to one. */
type Deletion = 'deleteVersion' | 'deleteVersionsByAgentId' | 'pruneVersions';

/** Deletes a version while a label moves to it, over and over; `lanes` agents at a time. */
export async function raceDeleteAgainstLabel(
  store: { agents: AgentsStorage; versions: AgentVersionsStorage },
  input: { rounds: number; lanes: number },
): Promise<DeleteFigures> {
  const figures = { rounds: 0, deleted: 0, kept: 0, dangling: 0, misprojected: 0, wrongAnswers: 0 };
  const lane = async (index: number): Promise<void> => {
    const { id: agentId } = await store.agents.createAgent({});
    const label = index % 2 === 0 ? 'active' : 'production';
    // in every other pair of lanes the label is set already, and moves; in the rest it is new each time
    const [keeper] = await appendVersions(store.versions, { agentId, count: index % 4 < 2 ? 1 : 0 });
    for (const round of countTo(Math.ceil(input.rounds / input.lanes))) {
      if (keeper) await store.versions.setLabel({ agentId, label, versionId: keeper.id });
      else await store.versions.removeLabel({ agentId, label });
      const all = !keeper && round % 5 === 0;
      const deletion = all ? 'deleteVersionsByAgentId' : round % 3 === 0 ? 'pruneVersions' : 'deleteVersion';
      await raceOnce(store, { agentId, label, deletion, labelFirst: round % 2 === 0, figures });
    }
  };
  await Promise.all(countTo(input.lanes).map(lane));
  return figures;
}

async function raceOnce(
  { agents, versions }: { agents: AgentsStorage; versions: AgentVersionsStorage },
  input: { agentId: string; label: string; deletion: Deletion; labelFirst: boolean; figures: DeleteFigures },
): Promise<void> {
  const { agentId, label, deletion, labelFirst, figures } = input;
  const version = await versions.createVersion({ agentId, snapshot: {} });
  const { id: versionId } = version;
  const move = (): Promise<unknown> => versions.setLabel({ agentId, label, versionId });
  const remove = (): Promise<unknown> => {
    if (deletion === 'pruneVersions') return pruneOne(versions, version);
    return deletion === 'deleteVersion' ? versions.deleteVersion(versionId) : versions.deleteVersionsByAgentId(agentId);
  };
  const settled = await outcomes(labelFirst ? [move(), remove()] : [remove(), move()]);
  const [moved, deleted] = (labelFirst ? settled : settled.toReversed()) as [Outcome<unknown>, Outcome<unknown>];
  countRound(figures, { moved, deleted, deletion });
  const [shown, held] = await Promise.all([versions.getVersionByLabel(agentId, label), targetOf(versions, agentId)]);
  if (held !== shown?.id || (held !== undefined && !(await versions.getVersion(held)))) figures.dangling += 1;
  const served = (await agents.getAgent(agentId))?.activeVersionId;
  if (label === 'active' && served !== held) figures.misprojected += 1;
}

/** Prunes that version alone. A label spares it without an error: told here as {@link AgentVersionsStorage.deleteVersion} would. */
async function pruneOne(versions: AgentVersionsStorage, { agentId, id, versionNumber }: AgentVersion): Promise<void> {
  const gone = await versions.pruneVersions({ agentId, through: versionNumber, after: versionNumber - 1 });
  if (gone.length === 0) throw new VersionInUseError({ versionId: id, labels: [] });
}

function countRound(
  figures: DeleteFigures,
  round: { moved: Outcome<unknown>; deleted: Outcome<unknown>; deletion: Deletion },
): void {
  const { moved, deleted } = round;
  figures.rounds += 1;
  if (deleted.ok) figures.deleted += 1;
  if (moved.ok) figures.kept += 1;
  const rightRefusal =
    (moved.ok || moved.refusal.code === 'not_found') && (deleted.ok || deleted.refusal.code === 'version_in_use');
  if (moved.ok === deleted.ok || !rightRefusal) figures.wrongAnswers += 1;
}

async function targetOf(versions: AgentVersionsStorage, agentId: string): Promise<AgentVersion['id'] | undefined> {
  const [label] = await versions.listLabels(agentId);
  return label?.targets[0]?.versionId;
}
