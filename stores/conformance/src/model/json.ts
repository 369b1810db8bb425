/** Random documents, weighted towards hazards, and what JSON makes of them: written anew, without core's help. */
import { createHash } from 'node:crypto';
import { AGENT_RECORD_FIELDS, type AgentConfig } from '@agent-versions/core';
import fc from 'fast-check';
import { HOSTILE_TEXTS, SMALL_VALUES } from '../hazards/values';

const HAZARDS: readonly unknown[] = SMALL_VALUES.map((row) => row.value);

const text = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS.map((row) => row.text)),
  fc.string({ unit: 'binary', maxLength: 12 }).map((random) => random.replaceAll('\0', '')),
  fc.string({ maxLength: 12 }),
);

const key = text.filter((random) => random !== '__proto__');

const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((random) => !Number.isInteger(random) || Number.isSafeInteger(random)),
);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    { arbitrary: fc.oneof(text, number, fc.boolean(), fc.constant(null)), weight: 4 },
    { arbitrary: fc.constantFrom(...HAZARDS), weight: 2 },
    { arbitrary: fc.array(tie('value'), { maxLength: 4 }), weight: 1 },
    { arbitrary: fc.dictionary(key, tie('value'), { maxKeys: 4 }), weight: 2 },
  ),
}));

/** A document as a caller may pass it in: with Dates, −0, undefined properties and all. */
export const documents: fc.Arbitrary<AgentConfig> = fc.dictionary(key, value, {
  maxKeys: 5,
}) as fc.Arbitrary<AgentConfig>;

/** A document that is no agent's record in disguise. */
export const configurations: fc.Arbitrary<AgentConfig> = documents.map((random) => {
  const own: readonly string[] = AGENT_RECORD_FIELDS;
  return Object.fromEntries(Object.entries(random).filter(([field]) => !own.includes(field)));
});

/** What JSON makes of a value. */
export function throughJson<T>(random: T): T {
  return JSON.parse(JSON.stringify(random));
}

/** RFC 8785 in its plainest form: sorted keys, no whitespace, everything else as JSON.stringify has it. */
export function naiveCanonical(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(naiveCanonical).join(',')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const members = Object.keys(json)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${naiveCanonical((json as Record<string, unknown>)[name])}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 of that form. */
export function naiveHash(json: unknown): string {
  return createHash('sha256').update(naiveCanonical(json)).digest('hex');
}
