/** What of a message can be found by its meaning. */
import type { JsonValue } from '@agent-versions/core';
import { expect, it } from 'vitest';
import { textOf } from '../src/text-of';

it.each<[string, JsonValue, string]>([
  ['a text', 'Hello', 'Hello'],
  ['an empty text', '', ''],
  [
    'parts',
    [
      { type: 'text', text: 'Hello' },
      { type: 'image', image: 'a' },
      { type: 'text', text: 'you' },
    ],
    'Hello\nyou',
  ],
  ['texts', ['Hello', 'you'], 'Hello\nyou'],
  ['an object with parts', { format: 2, parts: [{ type: 'text', text: 'Hello' }], content: 'Hello' }, 'Hello'],
  ['an object with a content', { format: 2, parts: [], content: 'Hello' }, 'Hello'],
  ['a text in an object', { text: 'Hello' }, 'Hello'],
  ['a call of a tool', [{ type: 'tool-call', toolName: 'search', args: { query: 'Hello' } }], ''],
  ['a number', 7, ''],
  ['null', null, ''],
  ['nothing', {}, ''],
])('the text of %s', (_, content, text) => {
  expect(textOf(content)).toBe(text);
});
