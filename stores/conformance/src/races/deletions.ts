/** Races between deletions and appends: counts, heads and numbers must hold through them. */
import type { AgentVersionsStorage } from '@agent-versions/core';
import { outcomes } from '../refusal';
import { appendVersions, countTo, freshId } from '../samples';

/** What is left after deletions raced appends; right: all zero but `appended` and `deleted`. */
export interface DeletionFigures {
  /** Versions that were acknowledged. */
  appended: number;
  /** Calls that delete, of one version or of all. */
  deleted: number;
  /** Calls that were refused, though nothing stood in the way. */
  errors: number;
  /** Numbers given twice, also one of a version that was deleted. */
  reused: number;
  /** By how much the count, or a list's total, differs from the rows that are there. */
  miscounted: number;
  /** Heads that are not the highest version there is, or that `expected` does not know. */
  wrongHeads: number;
}

/** Deletes old versions, and the head, while others append to the same agent. */
export async function raceDeletionsAgainstAppends(
  versions: AgentVersionsStorage,
  input: { appends: number; rounds: number },
): Promise<DeletionFigures> {
  const agentId = freshId();
  const figures: DeletionFigures = { appended: 0, deleted: 0, errors: 0, reused: 0, miscounted: 0, wrongHeads: 0 };
  const given = new Set<number>();
  for (const round of countTo(input.rounds)) {
    const old = await appendVersions(versions, { agentId, count: input.appends });
    const appends = countTo(input.appends).map(() => versions.createVersion({ agentId, snapshot: { round } }));
    const deletes =
      round % 4 === 0
        ? [versions.deleteVersionsByAgentId(agentId)]
        : old.filter((_, index) => index % 2 === 1).map(({ id }) => versions.deleteVersion(id));
    const [appended, deleted] = await Promise.all([outcomes(appends), outcomes(deletes)]);
    figures.errors += [...appended, ...deleted].filter(({ ok }) => !ok).length;
    figures.appended += old.length + appended.filter(({ ok }) => ok).length;
    figures.deleted += deleted.length;
    for (const version of [...old, ...appended.flatMap((outcome) => (outcome.ok ? [outcome.value] : []))]) {
      if (given.has(version.versionNumber)) figures.reused += 1;
      given.add(version.versionNumber);
    }
    await auditCounts(versions, agentId, figures);
  }
  return figures;
}

async function auditCounts(versions: AgentVersionsStorage, agentId: string, figures: DeletionFigures): Promise<void> {
  const list = await versions.listVersions({ agentId, perPage: 1000, includeSnapshot: false });
  const there = list.versions.length;
  figures.miscounted += Math.abs(list.total - there) + Math.abs((await versions.countVersions(agentId)) - there);
  const highest = Math.max(0, ...list.versions.map(({ versionNumber }) => versionNumber));
  const head = await versions.getLatestVersion(agentId);
  if ((head?.versionNumber ?? 0) !== highest) figures.wrongHeads += 1;
  const [next] = await outcomes([versions.createVersion({ agentId, snapshot: {}, expected: highest || 'none' })]);
  if (!next?.ok) figures.wrongHeads += 1;
  else await versions.deleteVersion(next.value.id);
}
