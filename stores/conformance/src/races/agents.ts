/** Races between writers of one agent's record. */
import { setTimeout } from 'node:timers/promises';
import type { AgentsStorage, AgentVersionsStorage } from '@agent-versions/core';
import { outcomes } from '../refusal';
import { appendVersions, countTo, freshId } from '../samples';

/** What became of edits that ran at once; right: all zero but `edits`. */
export interface EditFigures {
  /** Updates sent. */
  edits: number;
  /** Refused, though nothing stood in the way. */
  errors: number;
  /** Acknowledged, but not in the record. */
  lost: number;
  /** By how much the revision differs from the number of edits. */
  miscounted: number;
}

/** Lets editors change different fields of one agent at once; in each round one of them takes a field away. */
export async function raceEdits(
  agents: AgentsStorage,
  input: { editors: number; rounds: number },
): Promise<EditFigures> {
  const { id } = await agents.createAgent({});
  const wanted: Record<string, number> = {};
  const figures = { edits: 0, errors: 0, lost: 0, miscounted: 0 };
  for (const round of countTo(input.rounds)) {
    const edits = countTo(input.editors).map((editor) => {
      const field = `field${editor}`;
      if (editor % input.editors === round % input.editors) {
        delete wanted[field];
        return agents.updateAgent({ id, remove: [field] });
      }
      wanted[field] = round;
      return agents.updateAgent({ id, changes: { [field]: round } });
    });
    figures.edits += edits.length;
    figures.errors += (await outcomes(edits)).filter(({ ok }) => !ok).length;
    const stored = await agents.getAgent(id);
    figures.lost += countTo(input.editors).filter(
      (editor) => stored?.[`field${editor}`] !== wanted[`field${editor}`],
    ).length;
    figures.miscounted += Math.abs((stored?.revision ?? 0) - 1 - figures.edits);
  }
  return figures;
}

/** What came of agents that were created at once under one id; right: `winners` equals `rounds`, the rest is zero. */
export interface SameIdFigures {
  /** Races run, each for an id of its own. */
  rounds: number;
  /** Creators that were acknowledged. */
  winners: number;
  /** Losers whose error was not the conflict that names the agent. */
  wrongRefusals: number;
}

/** Lets creators take one id at once. */
export async function raceSameId(
  agents: AgentsStorage,
  input: { creators: number; rounds: number },
): Promise<SameIdFigures> {
  const figures = { rounds: input.rounds, winners: 0, wrongRefusals: 0 };
  for (const _ of countTo(input.rounds)) {
    const id = freshId();
    for (const outcome of await outcomes(
      countTo(input.creators).map((creator) => agents.createAgent({ id, creator })),
    )) {
      if (outcome.ok) figures.winners += 1;
      else if (outcome.refusal.entity !== 'agent' || outcome.refusal.actual !== 1) figures.wrongRefusals += 1;
    }
  }
  return figures;
}

/** Creates agents' records anew while their label `active` moves, `lanes` agents at a time. */
export async function raceCreationAgainstActivation(
  store: { agents: AgentsStorage; versions: AgentVersionsStorage },
  input: { rounds: number; lanes: number },
): Promise<Omit<ActivationFigures, 'lost'>> {
  const { agents, versions } = store;
  const figures = { rounds: 0, misprojected: 0, errors: 0 };
  const lane = async (): Promise<void> => {
    const id = freshId();
    const made = await appendVersions(versions, { agentId: id, count: 2 });
    for (const round of countTo(Math.ceil(input.rounds / input.lanes))) {
      const versionId = made[round % 2]?.id ?? '';
      const activation = versions.setLabel({ agentId: id, label: 'active', versionId });
      // begun at another point of the activation each time
      const creation = setTimeout(round % 5).then(() => agents.createAgent({ id }));
      figures.errors += (await outcomes<unknown>([activation, creation])).filter(({ ok }) => !ok).length;
      figures.rounds += 1;
      if ((await agents.getAgent(id))?.activeVersionId !== versionId) figures.misprojected += 1;
      await agents.deleteAgent(id);
    }
  };
  await Promise.all(countTo(input.lanes).map(lane));
  return figures;
}

/** What became of a record that was edited while its label `active` moved; right: all zero but `rounds`. */
export interface ActivationFigures {
  /** Races run. */
  rounds: number;
  /** Edits that the record does not show. */
  lost: number;
  /** Records that name another version than the label. */
  misprojected: number;
  /** Refused, though nothing stood in the way. */
  errors: number;
}

/** Edits an agent while two activations race. */
export async function raceEditsAgainstActivation(
  store: { agents: AgentsStorage; versions: AgentVersionsStorage },
  input: { rounds: number },
): Promise<ActivationFigures> {
  const { agents, versions } = store;
  const { id } = await agents.createAgent({});
  const made = await appendVersions(versions, { agentId: id, count: 4 });
  const figures = { rounds: input.rounds, lost: 0, misprojected: 0, errors: 0 };
  for (const round of countTo(input.rounds)) {
    const activate = (index: number) =>
      versions.setLabel({ agentId: id, label: 'active', versionId: made[(round + index) % 4]?.id ?? '' });
    const edit = agents.updateAgent({ id, changes: { round } });
    const settled = await outcomes<unknown>([
      activate(0),
      edit,
      activate(1),
      agents.updateAgent({ id, changes: { also: round } }),
    ]);
    figures.errors += settled.filter(({ ok }) => !ok).length;
    const [stored, labels] = await Promise.all([agents.getAgent(id), versions.listLabels(id)]);
    if (stored?.round !== round || stored.also !== round) figures.lost += 1;
    if (stored?.activeVersionId !== labels[0]?.targets[0]?.versionId) figures.misprojected += 1;
  }
  return figures;
}
