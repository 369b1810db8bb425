/** A comparison as lines to print: field by field, long texts by their changed lines, lists of tools by name. */
import type { FieldComparison, LineHunk, TextHunk, VersionDiff } from '@agent-versions/core';

/** At most so many lines of one field are shown. */
const MAX_LINES = 24;

const MARKS = { equal: ' ', insert: '+', delete: '-' } as const;

/** Each field's name, then what was taken away (`-`) and added (`+`). */
export function describeDifference({ diffs, fields }: { diffs: VersionDiff[]; fields: FieldComparison[] }): string[] {
  return fields.flatMap((comparison, index) => {
    const lines = describeField(comparison, diffs[index] as VersionDiff);
    const hidden = lines.length - MAX_LINES;
    const shown = hidden > 0 ? [...lines.slice(0, MAX_LINES), `… ${hidden} more lines`] : lines;
    return [`  ${comparison.field}`, ...shown.map((line) => `    ${line}`)];
  });
}

function describeField({ text, items }: FieldComparison, { previousValue, currentValue }: VersionDiff): string[] {
  if (text?.level === 'lines') return text.hunks.flatMap(changedLines);
  if (text) return [`~ ${text.hunks.map(changedWords).join('')}`];
  if (items) {
    return [
      ...items.removed.map(({ name }) => `- ${name}`),
      ...items.added.map(({ name }) => `+ ${name}`),
      ...items.changed.map(({ name, fields }) => `~ ${name}${fields ? `: ${fields.join(', ')}` : ''}`),
      ...(items.reordered ? ['~ another order'] : []),
    ];
  }
  const removed = previousValue === undefined ? [] : [`- ${asText(previousValue)}`];
  return currentValue === undefined ? removed : [...removed, `+ ${asText(currentValue)}`];
}

function changedLines({ previousLine, currentLine, lines }: LineHunk): string[] {
  const marked = lines.flatMap(({ kind, text }) =>
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `${MARKS[kind]}${line}`),
  );
  return [`@ line ${previousLine} → ${currentLine}`, ...marked];
}

/** [-old-] words give way to {+new+} ones, as `git diff --word-diff` marks them. */
function changedWords({ kind, text }: TextHunk): string {
  if (kind === 'equal') return text;
  return kind === 'insert' ? `{+${text}+}` : `[-${text}-]`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
