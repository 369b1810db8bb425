/**
 * The RFC 6902 patch between two snapshots.
 *
 * `rfc6902` has no dependencies and is kept since 2014; it walks objects, writes pointers and applies patches. Its
 * comparison of arrays takes quadratic time and recurses once per item, and its pointers go no deeper than a key
 * `constructor` or `prototype`: both are kept from it here.
 */
import { applyPatch, createPatch, type Operation, Pointer } from 'rfc6902';
import { ValidationError } from '../../errors';
import type { JsonObject, JsonValue } from '../../json/types';
import type { AgentConfig } from '../../storage/types';
import type { VersionDiff } from '../types';
import { diffFields } from './changed-fields';
import { fingerprint } from './fingerprint';
import { copyJson, isJsonObject, sameJson } from './json-values';
import { alignRuns, compareSequences, WorkBudget } from './sequence';
import type { SnapshotOperation } from './types';

/** A field that would take more operations is replaced whole. */
const MAX_FIELD_OPERATIONS = 10_000;

/** A budget's steps for each item of a list, and for each pair of items that is looked into. */
const STEPS_PER_ITEM = 30;
const STEPS_PER_PAIR = 200;

/** An item of a list, as RFC 6901 writes it. */
const INDEX = /^(?:0|[1-9]\d*)$/;

/** Keys that the library's pointers cannot go through. */
const OPAQUE_KEYS: readonly unknown[] = ['constructor', 'prototype'];

/**
 * A patch that turns `previous` into `current`, both storable, in bounded time: a field or a list that changed nearly
 * everywhere is replaced whole. Its values are those of `current`, not copies.
 */
export function createSnapshotPatch(previous: AgentConfig, current: AgentConfig): SnapshotOperation[] {
  return patchFields(diffFields(previous, current));
}

/** The patch of fields that are known to differ. */
export function patchFields(diffs: readonly VersionDiff[]): SnapshotOperation[] {
  const budget = new WorkBudget();
  return diffs.flatMap(({ field, previousValue: before, currentValue }): SnapshotOperation[] => {
    const path = new Pointer(['', field]).toString();
    const value = currentValue as JsonValue | undefined;
    if (value === undefined) return [{ op: 'remove', path }];
    if (before === undefined) return [{ op: 'add', path, value }];
    const inside = typeof before === 'object' && typeof value === 'object' && !OPAQUE_KEYS.includes(field);
    const steps = inside ? new FieldPatch(budget).of(before, value) : null;
    if (steps === null) return [{ op: 'replace', path, value }];
    return steps.map((step) => ({ ...step, path: path + step.path }) as SnapshotOperation);
  });
}

/**
 * A copy of the snapshot with the patch applied; nothing is shared with either.
 * @throws ValidationError when the patch does not fit the snapshot, or has another operation than `add`, `remove` and
 * `replace`
 */
export function applySnapshotPatch(snapshot: AgentConfig, patch: readonly SnapshotOperation[]): AgentConfig {
  const target: JsonObject = copyJson(snapshot) as JsonObject;
  patch.forEach((operation, index) => {
    const fault = faultOf(target, operation) ?? applyOne(target, operation);
    if (fault) throw new ValidationError([{ path: `patch[${index}]`, message: fault }]);
  });
  return target;
}

/** The library throws nothing, but answers with an error per operation. */
function applyOne(target: JsonObject, operation: SnapshotOperation): string | null {
  const [failure] = applyPatch(target, [operation]);
  return failure ? `does not fit the snapshot at ${operation.path}` : null;
}

/** What the library would not refuse, or would do somewhere else: it follows what objects inherit. */
function faultOf(target: JsonObject, operation: SnapshotOperation): string | null {
  const { op, path } = Object(operation) as { op?: unknown; path?: unknown };
  if (op !== 'add' && op !== 'remove' && op !== 'replace') return 'must add, remove or replace';
  if (typeof path !== 'string' || !path.startsWith('/')) return 'must have a path below the snapshot';
  const tokens = Pointer.fromJSON(path).tokens.slice(1);
  const last = tokens.pop() as string;
  let parent: JsonValue = target;
  for (const token of tokens) {
    if (!isPlace(parent, token) || OPAQUE_KEYS.includes(token)) return `does not fit the snapshot at ${path}`;
    parent = (parent as JsonObject)[token] as JsonValue;
  }
  const fits = op === 'add' ? isNewPlace(parent, last) : isPlace(parent, last);
  return fits ? null : `does not fit the snapshot at ${path}`;
}

function isPlace(parent: JsonValue, token: string): boolean {
  if (Array.isArray(parent)) return INDEX.test(token) && Number(token) < parent.length;
  return isJsonObject(parent) && Object.hasOwn(parent, token);
}

function isNewPlace(parent: JsonValue, token: string): boolean {
  if (Array.isArray(parent)) return token === '-' || (INDEX.test(token) && Number(token) <= parent.length);
  return isJsonObject(parent) && token !== '__proto__';
}

/** The patch of one field. Used once. */
class FieldPatch {
  readonly #budget: WorkBudget;
  #operations = 0;

  constructor(budget: WorkBudget) {
    this.#budget = budget;
  }

  /** Null where it would have too many operations. */
  of(previous: unknown, current: unknown): Operation[] | null {
    const operations = this.#between(previous, current);
    return this.#tooMany ? null : operations;
  }

  get #tooMany(): boolean {
    return this.#operations > MAX_FIELD_OPERATIONS;
  }

  #between(previous: unknown, current: unknown): Operation[] {
    if (!this.#budget.take(STEPS_PER_PAIR)) {
      return this.#whole({ before: previous, after: current, pointer: new Pointer() });
    }
    return createPatch(previous, current, (before, after, pointer) => this.#visit({ before, after, pointer }));
  }

  /** Undefined leaves the pair to the library. */
  #visit({ before, after, pointer }: { before: unknown; after: unknown; pointer: Pointer }): Operation[] | undefined {
    if (before === after || this.#tooMany) return [];
    if (OPAQUE_KEYS.includes(pointer.tokens.at(-1))) {
      return this.#whole({ before, after, pointer });
    }
    if (Array.isArray(before) && Array.isArray(after)) return this.#list({ before, after, pointer });
    if (!isJsonObject(before) || !isJsonObject(after)) return this.#replace(pointer, after);
    for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) this.#operations += 1;
    for (const key of Object.keys(after)) if (!Object.hasOwn(before, key)) this.#operations += 1;
    return this.#tooMany ? [] : undefined;
  }

  #whole({ before, after, pointer }: { before: unknown; after: unknown; pointer: Pointer }): Operation[] {
    return sameJson(before, after) ? [] : this.#replace(pointer, after);
  }

  #replace(pointer: Pointer, value: unknown): Operation[] {
    this.#operations += 1;
    return [{ op: 'replace', path: pointer.toString(), value }];
  }

  /** Operations in turn, so that all before an index is as in `after` when it is its turn. */
  #list(input: { before: readonly unknown[]; after: readonly unknown[]; pointer: Pointer }): Operation[] {
    const { before, after, pointer } = input;
    if (!this.#budget.take(STEPS_PER_ITEM * (before.length + after.length))) return this.#whole(input);
    const { runs, exact } = compareSequences({
      previous: before.map(fingerprint),
      current: after.map(fingerprint),
      budget: this.#budget,
    });
    if (!exact) return this.#replace(pointer, after);
    const base = pointer.toString();
    return [...alignRuns(runs)].flatMap(({ from, to, side }): Operation[] => {
      const path = `${base}/${to}`;
      if (side === 'both') {
        if (before[from] === after[to]) return [];
        return this.#between(before[from], after[to]).map((step) => ({ ...step, path: path + step.path }));
      }
      this.#operations += 1;
      return side === 'previous' ? [{ op: 'remove', path }] : [{ op: 'add', path, value: after[to] }];
    });
  }
}
