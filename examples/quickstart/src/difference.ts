/** The difference of two configurations: field by field, long texts by their changed lines. */
import { isDeepStrictEqual } from 'node:util';
import type { AgentConfig } from '@agent-versions/core';
import { diffWordsWithSpace, structuredPatch } from 'diff';

/** At most so many lines of one field are shown. */
const MAX_LINES = 24;

/** The top-level fields that differ, by name. */
export function changedFields(before: AgentConfig, after: AgentConfig): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

/** The difference as lines to print: a field's name, then what was taken away (`-`) and added (`+`). */
export function describeDifference(before: AgentConfig, after: AgentConfig): string[] {
  return changedFields(before, after).flatMap((name) => {
    const lines = describeField(before[name], after[name]);
    const hidden = lines.length - MAX_LINES;
    const shown = hidden > 0 ? [...lines.slice(0, MAX_LINES), `… ${hidden} more lines`] : lines;
    return [`  ${name}`, ...shown.map((line) => `    ${line}`)];
  });
}

function describeField(before: unknown, after: unknown): string[] {
  if (before === undefined) return [`+ ${asText(after)}`];
  if (after === undefined) return [`- ${asText(before)}`];
  if (typeof before !== 'string' || typeof after !== 'string') return [`- ${asText(before)}`, `+ ${asText(after)}`];
  return before.includes('\n') || after.includes('\n') ? changedLines(before, after) : [changedWords(before, after)];
}

/** Hunks as `diff -u` has them, a line of context around each. */
function changedLines(before: string, after: string): string[] {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context: 1 });
  return hunks.flatMap(({ oldStart, newStart, lines }) => [`@ line ${oldStart} → ${newStart}`, ...lines]);
}

/** One line in which [-old-] words give way to {+new+} ones, as `git diff --word-diff` marks them. */
function changedWords(before: string, after: string): string {
  const parts = diffWordsWithSpace(before, after).map(({ value, added, removed }) => {
    if (added) return `{+${value}+}`;
    return removed ? `[-${value}-]` : value;
  });
  return `~ ${parts.join('')}`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
