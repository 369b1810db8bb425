/** Which labels point at which version, for lists of versions. */
import { type VersionLabel, WHOLE_LABEL } from '@agent-versions/core';

/** The labels of each version by its id; with the share where a label splits: `canary 20%`. */
export function labelsByVersion(labels: readonly VersionLabel[]): ReadonlyMap<string, string[]> {
  const named = new Map<string, string[]>();
  for (const { label, targets } of labels) {
    for (const { versionId, weight } of targets) {
      const share = weight === WHOLE_LABEL ? label : `${label} ${weight / 100}%`;
      named.set(versionId, [...(named.get(versionId) ?? []), share]);
    }
  }
  return named;
}
