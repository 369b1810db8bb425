/** How large a document may be. */
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../src/errors';
import { DEFAULT_STORABLE_LIMITS, resolveLimits } from '../../src/json/limits';
import { toStorable } from '../../src/json/storable';

/** Objects in each other, the outermost included. */
function nested(depth: number): object {
  let value: object = {};
  for (let level = 1; level < depth; level += 1) value = level % 2 ? [value] : { inner: value };
  return { inner: value };
}

/** An object of so many keys, halved between two levels. */
function keyed(count: number): object {
  const keys = (length: number) => Object.fromEntries(Array.from({ length }, (_, key) => [`key${key}`, null]));
  return { ...keys(count / 2 - 1), inner: keys(count / 2) };
}

/** A document whose canonical form has so many bytes. */
function sized(bytes: number, filler = 'x'): object {
  const room = bytes - '{"a":""}'.length;
  const width = Buffer.byteLength(filler);
  return { a: filler.repeat(Math.floor(room / width)) + 'x'.repeat(room % width) };
}

/** The same, with a character in it that takes six bytes of JSON. */
function escaped(bytes: number): object {
  return { a: `${'x'.repeat(bytes - '{"a":"\\u0001"}'.length)}\u0001` };
}

/** Expects that a document is refused. */
function refused(document: unknown): void {
  expect(() => toStorable(document)).toThrow(ValidationError);
}

describe('the limits of a document', () => {
  it.each([
    ['64 levels', nested(63), nested(64)],
    ['10,000 keys in all', keyed(10_000), keyed(10_002)],
    ['1 MiB', sized(1_048_576), sized(1_048_577)],
    ['1 MiB of UTF-8', sized(1_048_576, '€'), sized(1_048_577, '€')],
    ['1 MiB with its escapes', escaped(1_048_576), escaped(1_048_577)],
  ])('are %s', (_, fits, exceeds) => {
    expect(toStorable(fits).value).toEqual(fits);
    refused(exceeds);
  });

  it.each([
    [{ maxDepth: 65 }, nested(64)],
    [{ maxKeys: 10_002 }, keyed(10_002)],
    [{ maxBytes: 1_048_577 }, sized(1_048_577)],
  ])('are raised by %j', (limits, document) => {
    expect(toStorable(document, { limits }).value).toEqual(document);
  });

  it('do not count an object that is absent from the text', () => {
    const undefineds = Object.fromEntries(Array.from({ length: 20_000 }, (_, key) => [`key${key}`, undefined]));
    expect(toStorable(undefineds).canonical).toBe('{}');
  });

  it('bear the highest depth that can be asked for', () => {
    expect(toStorable(nested(999), { limits: { maxDepth: 1000 } }).value).toEqual(nested(999));
  });

  it.each([
    { maxDepth: 1001 },
    { maxDepth: 0 },
    { maxKeys: 1.5 },
    { maxBytes: Number.NaN },
    { maxBytes: 2 ** 30 },
    { maxBytes: '1' },
    { depth: 1 },
  ])('cannot be %j', (limits) => {
    expect(() => resolveLimits(limits as object)).toThrow(ValidationError);
  });

  it('are the defaults where they are not said', () => {
    expect(resolveLimits({ maxDepth: undefined })).toEqual(DEFAULT_STORABLE_LIMITS);
  });
});

// Each of these would take hours, or all memory, if it were walked through.
describe('hostile sizes are refused early', () => {
  it('a million levels', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 1_000_000; level += 1) deep = { deep };
    refused({ deep });
  });

  it('an array of four billion holes', () => {
    refused({ a: Array(2 ** 32 - 1) });
  });

  it('a text of 512 MiB', () => {
    const text = 'x'.repeat(2 ** 29 - 100);
    refused({ a: text });
  });

  it('one object that stands for 2^60 of them', () => {
    let shared: unknown = { x: 1 };
    for (let level = 0; level < 60; level += 1) shared = { a: shared, b: shared };
    refused({ shared });
  });

  it('one array that stands for 2^60 of them', () => {
    let shared: unknown = [];
    for (let level = 0; level < 60; level += 1) shared = [shared, shared];
    refused({ shared });
  });

  it('a proxy that always has another inside', () => {
    const endless: object = new Proxy({ inner: null }, { get: () => endless });
    const growing = (): object => new Proxy({ inner: null }, { get: growing });
    refused({ endless });
    refused(growing());
  });
});
