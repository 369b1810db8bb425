/** Which top-level fields differ between two configurations. */
import { compareText } from '../../storage/order';
import type { AgentConfig } from '../../storage/types';
import type { VersionDiff } from '../types';
import { ownField, sameJson } from './json-values';

/**
 * The top-level fields whose canonical form differs, in the order of their UTF-8 bytes. Null is not absence. Without a
 * previous configuration, as with a first version, those are all fields that are there.
 */
export function calculateChangedFields(
  previous: AgentConfig | null | undefined,
  current: AgentConfig | null | undefined,
): string[] {
  return diffFields(previous, current).map(({ field }) => field);
}

/** Those fields, in that order, with what they were and are. The values are not copies. */
export function diffFields(
  previous: AgentConfig | null | undefined,
  current: AgentConfig | null | undefined,
): VersionDiff[] {
  const before = previous ?? {};
  const after = current ?? {};
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields]
    .map((field) => ({ field, previousValue: ownField(before, field), currentValue: ownField(after, field) }))
    .filter(({ previousValue, currentValue }) => !sameJson(previousValue, currentValue))
    .sort((a, b) => compareText(a.field, b.field));
}
