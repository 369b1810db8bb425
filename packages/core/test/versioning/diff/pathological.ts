/** Snapshots near the limits of a document, made to be slow to compare. */
import type { AgentConfig } from '../../../src/storage/types';

/** Two snapshots that a careless comparison takes seconds or more for. */
export interface PathologicalPair {
  name: string;
  previous: AgentConfig;
  current: AgentConfig;
}

const MEBIBYTE = 1_048_576;
const ROOM = MEBIBYTE - 1000;

/** Numbers that look random and are the same each time. */
function scattered(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state;
  };
}

function list<T>(length: number, item: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => item(index));
}

function text(seed: number, separator: string, length = ROOM): string {
  const next = scattered(seed);
  return list(length / 8, () => `${next().toString(36).slice(0, 7).padStart(7, 'x')}${separator}`).join('');
}

/** A list in a list in a list, the last of which has `inside`. */
function nested(depth: number, inside: unknown): unknown {
  return depth === 0 ? inside : [nested(depth - 1, inside)];
}

function pair(name: string, make: (side: 1 | 2) => unknown): PathologicalPair {
  return { name, previous: { field: make(1) }, current: { field: make(2) } };
}

/** Each at or near 1 MiB, 10,000 keys, or lists of 10,000. */
export function pathological(): PathologicalPair[] {
  const shuffled = (side: number) => list(10_000, (index) => (index * (side === 1 ? 1 : 7919)) % 10_007);
  return [
    pair('lists of 10,000 with nothing in common', (side) => list(10_000, (index) => index * 2 + side)),
    pair('lists of 10,000 in another order', shuffled),
    pair('lists of 10,000 of two values', (side) => {
      const next = scattered(side);
      return list(10_000, () => next() % 3 === 0);
    }),
    pair('lists of 10,000 texts, every tenth changed', (side) => {
      return list(10_000, (index) => (index % 10 === 0 ? `${index}-${side}` : `same ${index}`));
    }),
    pair('numbers of 1 MiB', (side) => list(ROOM / 5, (index) => 1000 + ((index * side) % 8999))),
    pair('empty lists of 1 MiB', (side) => list(ROOM / 3, (index) => (index % (side + 6) === 0 ? [] : {}))),
    pair('lists of one of 1 MiB', (side) => list(ROOM / 4, (index) => [(index * side) % 10])),
    pair('lists of two, every second changed', (side) => list(ROOM / 6, (index) => [1, index % 2 ? 0 : side])),
    pair('60 lists inside each other around 1 MiB', (side) => nested(60, [...list(ROOM / 4, () => [1]), side])),
    pair('60 lists of 100 inside each other', (side) => {
      return list(60, (index) => index).reduce<unknown>((inner) => [...list(100, () => side), inner], side);
    }),
    pair('9,999 keys that all changed', (side) => Object.fromEntries(list(9999, (index) => [`key${index}`, side]))),
    pair('9,999 other keys', (side) => Object.fromEntries(list(9999, (index) => [`key${index}-${side}`, 'x']))),
    pair('4,990 objects with one change each', (side) => list(4990, (index) => ({ name: `n${index}`, value: side }))),
    pair('3,300 unnamed objects that all changed', (side) => {
      return list(3300, (index) => ({ role: 'user', content: `${'x'.repeat(280)}${index * side}` }));
    }),
    pair('lists of lists that are equal but at their ends', (side) => {
      return list(100, (index) => ({ rows: [...list(2000, () => 7), index * side] }));
    }),
    pair('1 MiB of words on one line', (side) => text(side, ' ')),
    pair('1 MiB of words, every second the same', (side) => text(1, ' ').replaceAll(/\w+ (\w+) /g, `w${side} $1 `)),
    pair('1 MiB of short lines', (side) => text(side, '\n')),
    pair('1 MiB of empty lines', (side) => '\n'.repeat(ROOM / 3 / side)),
    pair('1 MiB of two lines in turn', (side) => (side === 1 ? 'a\nb\n' : 'b\na\na\n').repeat(ROOM / 8)),
    pair('1 MiB without a space', (side) => 'ab'.repeat(ROOM / 4).slice(side)),
    pair('1 MiB of signs', (side) => (side === 1 ? '.,' : ',;').repeat(ROOM / 4)),
    {
      name: '1,000 texts that all changed',
      previous: Object.fromEntries(list(1000, (index) => [`f${index}`, text(index, ' ', 1000)])),
      current: Object.fromEntries(list(1000, (index) => [`f${index}`, text(index + 5000, ' ', 1000)])),
    },
    {
      name: '9,999 fields that all changed',
      previous: Object.fromEntries(list(9999, (index) => [`f${index}`, `one ${index}`])),
      current: Object.fromEntries(list(9999, (index) => [`f${index}`, `two ${index}`])),
    },
  ];
}
