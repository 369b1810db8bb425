/** The walk behind `toStorable`: checks and copies in one pass, on a stack of its own. */
import { types } from 'node:util';
import { ValidationError, type ValidationIssue } from '../errors';
import { appendKey, MAX_ISSUES } from './issues';
import type { StorableLimits } from './limits';
import { isPlainArray, isPlainObject } from './plain';
import { textFault } from './text';
import type { JsonObject, JsonValue } from './types';

/** An object or array that is being copied. */
interface Frame {
  source: object;
  copy: JsonObject | JsonValue[];
  /** An object's keys, sorted; null: an array. */
  keys: string[] | null;
  length: number;
  /** The place of the next value in `keys` or in the array. */
  next: number;
}

/** What a value comes to when it is absent or refused: nothing is written. */
const NOTHING = Symbol('nothing');
type Nothing = typeof NOTHING;

/** What is wrong with a value of a type that JSON does not have. */
const REFUSED: Readonly<Record<string, string>> = {
  undefined: 'must not be undefined, or a hole, inside an array',
  bigint: 'must not be a BigInt',
  function: 'must not be a function',
  symbol: 'must not be a symbol',
};

/** One copy of one document. Used once. */
export class StorableCopy {
  /** Whether `JSON.stringify` would keep the order of the copy's keys, which are sorted as RFC 8785 has it. */
  keepsOrder = true;

  readonly #path: string;
  readonly #limits: Readonly<StorableLimits>;
  readonly #issues: ValidationIssue[] = [];
  /** The containers around the current value: no recursion, so that no depth of input overflows the stack. */
  readonly #frames: Frame[] = [];
  readonly #ancestors = new Set<object>();
  #root: JsonValue | Nothing = NOTHING;
  #keyCount = 0;
  /** Never more than the bytes of the canonical form, so that what is far too large is left early. */
  #bytes = 0;
  #stopped = false;
  #cause: unknown;

  /** `path` is where the document was found. */
  constructor(input: { path: string; limits: Readonly<StorableLimits> }) {
    this.#path = input.path;
    this.#limits = input.limits;
  }

  /** @throws ValidationError with what `toStorable` refuses, save for the exact size */
  of(document: unknown): JsonObject {
    return this.#run(() => this.#begin(document)) as JsonObject;
  }

  /** As {@link StorableCopy.of}, for a value that need not be an object. */
  ofValue(value: unknown): JsonValue {
    return this.#run(() => {
      this.#root = this.#copy(value);
      return this.#frames.length === 0;
    });
  }

  #run(begin: () => boolean): JsonValue {
    let work = begin;
    for (let done = false; !done; work = () => this.#walk()) {
      try {
        done = work();
      } catch (cause) {
        // The input's own code ran and threw: a getter, or the trap of a proxy, revoked ones among them.
        this.#cause ??= cause;
        this.#refuse('cannot be read');
      }
    }
    if (this.#issues.length > 0) throw new ValidationError(this.#issues, { cause: this.#cause });
    return this.#root as JsonValue;
  }

  #begin(document: unknown): boolean {
    const isObject = typeof document === 'object' && document !== null && isPlainObject(document);
    this.#root = isObject ? this.#open(document) : this.#refuse('must be a plain object');
    return !isObject;
  }

  /** Goes on with the next value; done when there is none, or no use in looking at more. */
  #walk(): boolean {
    while (!this.#stopped) {
      const frame = this.#frames.at(-1);
      if (!frame) return true;
      if (frame.next < frame.length) this.#step(frame);
      else this.#close(frame);
    }
    return true;
  }

  #step(frame: Frame): void {
    const { keys, next } = frame;
    const key = keys ? (keys[next] as string) : next;
    frame.next += 1;
    const value: unknown = (frame.source as Record<PropertyKey, unknown>)[key];
    if (keys && (value === undefined || !this.#admitKey(key as string))) return;
    this.#grow(1); // the comma or bracket after it
    const copy = this.#copy(value);
    if (copy !== NOTHING) (frame.copy as Record<PropertyKey, JsonValue>)[key] = copy;
  }

  #copy(value: unknown): JsonValue | Nothing {
    switch (typeof value) {
      case 'string':
        return this.#copyText(value);
      case 'number':
        return this.#copyNumber(value);
      case 'boolean':
        this.#grow(4);
        return value;
      case 'object':
        if (value !== null) return this.#copyObject(value);
        this.#grow(4);
        return null;
      default:
        return this.#refuse(REFUSED[typeof value] as string);
    }
  }

  #copyText(text: string): string | Nothing {
    this.#grow(text.length + 2);
    // Not looked into where it alone is too large.
    const fault = this.#stopped ? null : textFault(text);
    return fault ? this.#refuse(fault) : text;
  }

  #copyNumber(value: number): number | Nothing {
    this.#grow(1);
    if (!Number.isFinite(value)) return this.#refuse('must be a finite number');
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      return this.#refuse('must not be an integer beyond 2^53-1');
    }
    return value === 0 ? 0 : value;
  }

  #copyObject(value: object): JsonValue | Nothing {
    if (types.isDate(value)) {
      const time = Date.prototype.getTime.call(value);
      return Number.isNaN(time) ? this.#refuse('must be a valid Date') : this.#copyText(new Date(time).toISOString());
    }
    if (Array.isArray(value) ? !isPlainArray(value) : !isPlainObject(value)) {
      return this.#refuse('must not be an instance of a class');
    }
    if (this.#frames.some(({ source }) => source === value))
      return this.#refuse('must not refer to what it is part of');
    if (this.#frames.length >= this.#limits.maxDepth) {
      return this.#refuse(`must not be more than ${this.#limits.maxDepth} levels deep`);
    }
    return this.#open(value);
  }

  /** Begins a container: what is in it is copied by the steps that follow. */
  #open(source: object): JsonObject | JsonValue[] {
    this.#grow(1);
    const frame = Array.isArray(source) ? this.#openArray(source) : this.#openObject(source);
    for (const symbol of Object.getOwnPropertySymbols(source)) {
      if (Object.prototype.propertyIsEnumerable.call(source, symbol)) this.#refuse('must not be a symbol', symbol);
    }
    this.#frames.push(frame);
    this.#ancestors.add(source);
    return frame.copy;
  }

  #close(frame: Frame): void {
    this.#frames.pop();
    this.#ancestors.delete(frame.source);
  }

  #openObject(source: object): Frame {
    const keys = Object.keys(source).sort();
    return { source, copy: {}, keys, length: keys.length, next: 0 };
  }

  /** Refuses what JSON would leave out of an array in silence. */
  #openArray(source: readonly unknown[]): Frame {
    const { length } = source;
    // Each value takes two bytes at least. The keys of an array that is too large are not even listed.
    const fits = this.#bytes + 2 * length <= this.#limits.maxBytes;
    if (!fits) this.#stopTooLarge();
    const keys = fits ? Object.keys(source) : [];
    // Keys come in ascending order, indexes first: these two say that there is neither a hole nor anything else.
    if (fits && (keys.length !== length || (length > 0 && keys.at(-1) !== String(length - 1)))) {
      const named = keys.filter((key) => String(Number(key) >>> 0) !== key || Number(key) >= length);
      for (const key of named.slice(0, MAX_ISSUES)) this.#refuse('must not be a property of an array', key);
    }
    return { source, copy: [], keys: null, length, next: 0 };
  }

  #admitKey(key: string): boolean {
    this.#grow(key.length + 3);
    this.#keyCount += 1;
    if (this.#keyCount > this.#limits.maxKeys) this.#stop(`must have at most ${this.#limits.maxKeys} keys in all`);
    if (this.#stopped) return false;
    // Objects put keys that look like an index first, and in the order of numbers.
    const first = key.charCodeAt(0);
    if (first >= 0x30 && first <= 0x39) this.keepsOrder = false;
    const fault = key === '__proto__' ? 'must not be a key' : textFault(key);
    if (fault) this.#refuse(fault);
    return fault === null;
  }

  #grow(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limits.maxBytes) this.#stopTooLarge();
  }

  /** Notes what is wrong with the current value, or with a key of it. */
  #refuse(message: string, key?: PropertyKey): Nothing {
    const path = this.#frames.reduce(
      (parent, { keys, next }) => appendKey(parent, keys ? (keys[next - 1] as string) : next - 1),
      this.#path,
    );
    this.#issues.push({ path: key === undefined ? path : appendKey(path, key), message });
    this.#stopped ||= this.#issues.length >= MAX_ISSUES;
    return NOTHING;
  }

  #stopTooLarge(): void {
    this.#stop(`must be at most ${this.#limits.maxBytes} bytes of canonical JSON`);
  }

  /** Gives up on a document that is too large. */
  #stop(message: string): void {
    if (this.#stopped) return;
    this.#issues.push({ path: this.#path, message });
    this.#stopped = true;
  }
}
