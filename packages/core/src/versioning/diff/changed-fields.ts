/** Which top-level fields differ between two configurations. */
import { compareText } from '../../storage/order';
import type { AgentConfig } from '../../storage/types';
import { ownField, sameJson } from './json-values';

/**
 * The top-level fields whose canonical form differs, in the order of their UTF-8 bytes. Null is not absence. Without a
 * previous configuration, as with a first version, those are all fields that are there.
 */
export function calculateChangedFields(
  previous: AgentConfig | null | undefined,
  current: AgentConfig | null | undefined,
): string[] {
  const before = previous ?? {};
  const after = current ?? {};
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields].filter((field) => !sameJson(ownField(before, field), ownField(after, field))).sort(compareText);
}
