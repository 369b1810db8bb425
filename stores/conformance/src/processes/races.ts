/** Races between processes, round by round: each round begins in all of them at once. */
import type { PruneVersionsInput } from '@agent-versions/core';
import { raceListener, type Writer } from '../races/listeners';
import { raceRecordedSaves, type Saver } from '../races/recorded-saves';
import type { Outcome } from '../refusal';
import { countTo, freshId } from '../samples';
import type { Child } from './child';
import type { Processes } from './running';

/** Lets one process delete a version while another moves the label `active` to it. */
export async function raceDeleteAcross({ children, storage, versions }: Processes, input: { rounds: number }) {
  const [deleter, mover] = children;
  const agents = await storage.requireStore('agents');
  if (!deleter || !mover) throw new Error('This race takes two processes');
  const { id: agentId } = await agents.createAgent({});
  const label = 'active';
  const keeper = await versions.createVersion({ agentId, snapshot: {} });
  const figures = { rounds: 0, deleted: 0, kept: 0, dangling: 0, misprojected: 0, wrongAnswers: 0 };
  for (const round of countTo(input.rounds)) {
    await versions.setLabel({ agentId, label, versionId: keeper.id });
    const { id: versionId, versionNumber } = await versions.createVersion({ agentId, snapshot: { round } });
    const pruning = { agentId, through: versionNumber, after: versionNumber - 1 };
    const calls = [
      () => mover.call('agentVersions', 'setLabel', { agentId, label, versionId }),
      () => (round % 3 === 0 ? prune(deleter, pruning) : deleter.call('agentVersions', 'deleteVersion', versionId)),
    ] as const;
    // whoever is told first has a head start: take turns
    const second = round % 2 === 0 ? undefined : calls[1]();
    const [moved, deleted] = await Promise.all([calls[0](), second ?? calls[1]()]);
    figures.rounds += 1;
    figures.kept += moved.ok ? 1 : 0;
    figures.deleted += deleted.ok ? 1 : 0;
    if (moved.ok === deleted.ok || (!moved.ok && moved.refusal.code !== 'not_found')) figures.wrongAnswers += 1;
    if (!deleted.ok && deleted.refusal.code !== 'version_in_use') figures.wrongAnswers += 1;
    const [held] = await versions.listLabels(agentId);
    const target = held?.targets[0]?.versionId;
    if (!target || !(await versions.getVersion(target))) figures.dangling += 1;
    if ((await agents.getAgent(agentId))?.activeVersionId !== target) figures.misprojected += 1;
  }
  return figures;
}

/** Prunes one version. A label spares it without an error: told here as a deletion would. */
async function prune(child: Child, input: PruneVersionsInput): Promise<Outcome<unknown>> {
  const outcome = await child.call('agentVersions', 'pruneVersions', input);
  if (!outcome.ok || outcome.value.length > 0) return outcome;
  return { ok: false, refusal: { code: 'version_in_use' } };
}

/** Lets every process save with the record, five callers in each. */
export function raceRecordedSavesAcross({ children, storage, versions }: Processes, input: { rounds: number }) {
  const savers = children.flatMap((child): Saver[] => {
    const read = async (agentId: string) => {
      const outcome = await child.call('agents', 'getAgent', agentId);
      if (!outcome.ok) throw new Error(`A record could not be read: ${outcome.refusal.code}`);
      return outcome.value;
    };
    const save: Saver['save'] = (call) => child.call('agentVersions', 'createVersion', call);
    return countTo(5).map(() => ({ read, save }));
  });
  const { agents } = storage.stores;
  if (!agents) throw new Error('A store under test has every domain');
  return raceRecordedSaves({ agents, versions }, { savers, rounds: input.rounds });
}

/** Lets every process write to the same agents while this one listens. */
export function raceListenerAcross({ children, versions }: Processes, input: { each: number; agents: number }) {
  const writers = children.flatMap((child) =>
    countTo(5).map((): Writer => (call) => child.call('agentVersions', 'createVersion', call)),
  );
  return raceListener(versions, { writers, ...input });
}

/** Lets every process change a field of its own. */
export async function raceEditsAcross({ children, storage }: Processes, input: { rounds: number }) {
  const agents = await storage.requireStore('agents');
  const { id } = await agents.createAgent({ name: freshId() });
  const figures = { edits: 0, errors: 0, lost: 0 };
  for (const round of countTo(input.rounds)) {
    const settled = await Promise.all(
      children.map((child, index) =>
        child.call('agents', 'updateAgent', { id, changes: { [`field${index}`]: round } }),
      ),
    );
    const stored = await agents.getAgent(id);
    figures.edits += settled.length;
    figures.errors += settled.filter(({ ok }) => !ok).length;
    figures.lost += children.filter((_, index) => stored?.[`field${index}`] !== round).length;
  }
  return figures;
}
