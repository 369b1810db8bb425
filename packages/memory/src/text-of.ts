/** What a message says, in words: that of it which can be found by its meaning. */
import type { JsonValue } from '@agent-versions/core';

/**
 * The text of a message's content: a text itself, the texts of its parts (`{ type: 'text', text }`, also under `parts`
 * or `content`) in their order, a line each. Empty where it has none, as a call of a tool.
 */
export function textOf(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map(textOf).filter(Boolean).join('\n');
  if (typeof content !== 'object' || content === null) return '';
  if (typeof content.text === 'string') return content.text;
  return textOf(content.parts) || textOf(content.content);
}
