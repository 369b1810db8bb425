/** What selectors name, in memory. */
import type { InMemoryDatabase } from '../../inmemory-database';
import { compareText } from '../../order';
import type { VersionCandidate, VersionSelector } from './calls';
import { readVersion, readVersionSummary, type VersionRow } from './inmemory-rows';
import type { FindVersionsQuery } from './input-find';
import { type LabelTarget, WHOLE_LABEL } from './records';

/** The agent's versions that the selector names, heaviest first, then by id. */
export function findCandidates(
  db: InMemoryDatabase,
  { agentId, selector, known }: FindVersionsQuery,
): VersionCandidate[] {
  const owned = (id: string): VersionRow | undefined => {
    const row = db.versions.get(id);
    return row?.agentId === agentId ? row : undefined;
  };
  return targetsOf(db, { agentId, selector, owned })
    .sort((a, b) => b.weight - a.weight || compareText(a.versionId, b.versionId))
    .flatMap(({ versionId, weight }) => {
      const row = owned(versionId);
      if (!row) return [];
      return [{ version: known.includes(versionId) ? readVersionSummary(row) : readVersion(row), weight }];
    });
}

function targetsOf(
  db: InMemoryDatabase,
  input: { agentId: string; selector: VersionSelector; owned: (id: string) => VersionRow | undefined },
): LabelTarget[] {
  const { agentId, selector, owned } = input;
  const history = db.history(agentId);
  const labels = db.labels(agentId);
  if ('id' in selector) return whole(owned(selector.id));
  if ('versionNumber' in selector) return whole(history?.byNumber(selector.versionNumber));
  if ('ancestor' in selector) return whole(history?.ancestor(selector.ancestor));
  if ('idempotencyKey' in selector) return whole(history?.byIdempotencyKey(selector.idempotencyKey));
  if ('name' in selector) {
    const version = owned(selector.name);
    return version ? whole(version) : [...(labels?.get(selector.name)?.targets ?? [])];
  }
  if (selector.at) return [...(labels?.targetsAt(selector.label, selector.at.getTime()) ?? [])];
  return [...(labels?.get(selector.label)?.targets ?? [])];
}

function whole(row: VersionRow | undefined): LabelTarget[] {
  return row ? [{ versionId: row.id, weight: WHOLE_LABEL }] : [];
}
