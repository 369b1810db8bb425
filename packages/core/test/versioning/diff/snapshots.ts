/** Random snapshots, pairs of them that are alike, and the histories of real agents. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { toStorable } from '../../../src/json/storable';
import type { JsonObject } from '../../../src/json/types';

const ROOT = resolve(import.meta.dirname, '../../../../..');
const SHIPPED = resolve(ROOT, 'examples/quickstart/histories.jsonl');
/** A file of many real agents, where there is one. */
const REAL = process.env.AGENT_HISTORIES ?? resolve(ROOT, '../shared/data/agent-histories.jsonl');

/** Keys that pointers escape, engines reorder, and objects inherit. */
const hazards = fc.constantFrom(
  '',
  '/',
  '~',
  '~1',
  '~0/',
  '-',
  '0',
  '10',
  'constructor',
  'prototype',
  '__proto',
  '__proto__x',
  'hasOwnProperty',
  'toString',
  'length',
  'é',
  '\u{1f600}',
  '\ufb33',
);
const key = fc.oneof({ weight: 3, arbitrary: hazards }, fc.string({ maxLength: 4 }));
const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, '', 'a', 'b', '-', '0', 'two words', 'one\ntwo\n'),
  fc.string({ unit: 'binary', maxLength: 6 }).map((text) => text.replaceAll('\0', '')),
  fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true }),
);
const { value } = fc.letrec<{ value: unknown; list: unknown[]; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 8 }),
  object: fc.dictionary(key, tie('value'), { maxKeys: 6 }),
}));

/** Random snapshots, as stores hold them. */
export const snapshots: fc.Arbitrary<JsonObject> = fc
  .dictionary(key, value, { maxKeys: 6 })
  .map((random) => toStorable(random).value);

/** Two snapshots, the second of which is often an edit of the first. */
export const pairs: fc.Arbitrary<[JsonObject, JsonObject]> = fc.oneof(
  fc.tuple(snapshots, snapshots),
  fc
    .tuple(snapshots, fc.infiniteStream(fc.tuple(fc.nat({ max: 9 }), leaf)))
    .map(([snapshot, edits]): [JsonObject, JsonObject] => {
      return [snapshot, toStorable(edited(snapshot, edits)).value];
    }),
);

/** The versions of an agent, oldest first. */
export function histories(): JsonObject[][] {
  const lines = [SHIPPED, REAL]
    .filter((file) => existsSync(file))
    .flatMap((file) => {
      return readFileSync(file, 'utf8').split('\n').filter(Boolean);
    });
  return lines.map((line) => {
    const { revisions } = JSON.parse(line) as { revisions: { config: unknown }[] };
    return revisions.map(({ config }) => toStorable(config).value);
  });
}

/** A copy in which about every fifth value is changed, taken away or moved. */
function edited(source: unknown, edits: Iterator<[number, unknown]>): unknown {
  const [dice, random] = edits.next().value as [number, unknown];
  if (Array.isArray(source)) {
    const items = source.map((item) => edited(item, edits));
    if (dice === 0) items.reverse();
    if (dice === 1) items.splice(items.length / 2, 1);
    if (dice === 2) items.splice(items.length / 2, 0, random);
    return items;
  }
  if (typeof source === 'object' && source !== null) {
    const entries = Object.entries(source).map(([name, inner]) => [name, edited(inner, edits)] as const);
    if (dice === 0) entries.shift();
    if (dice === 1) entries.push(['~new/', random]);
    return Object.fromEntries(entries);
  }
  return dice < 2 ? random : source;
}
