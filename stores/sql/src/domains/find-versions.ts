/** Finding the versions that a selector names. */
import type { FindVersionsQuery, VersionCandidate } from '@agent-versions/core';
import type { SqlDatabase } from '../database';
import { readVersion, readVersionSummary } from '../rows';
import { selectNamedVersions } from '../statements/find';

/** The versions that a selector names, heaviest first; those that are known come without their snapshots. */
export async function findVersions(db: SqlDatabase, query: FindVersionsQuery): Promise<VersionCandidate[]> {
  const { dialect } = db;
  const known = new Set<unknown>(query.known);
  const rows = await db.read(selectNamedVersions(dialect, query));
  return rows.map((row) => ({
    version: known.has(row.id) ? readVersionSummary(dialect, row) : readVersion(dialect, row),
    weight: Number(row.weight),
  }));
}
