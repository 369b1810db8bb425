/** What becomes of a run's snapshot when it is written: no step's result is lost on the way. */
import type { StorableLimits } from '../../../json/limits';
import { type Storable, toStorable } from '../../../json/storable';
import type { JsonObject, JsonValue } from '../../../json/types';
import { idSchema, parseValue } from '../../input';

/** Whether a value is an object with fields. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What a snapshot says that its run is doing; undefined: nothing. `path` is where the snapshot was found.
 * @throws ValidationError when that is no status
 */
export function statusIn({ status, value }: JsonObject, path: string): string | undefined {
  if (typeof status === 'string') return parseValue(idSchema, { value: status, path: `${path}.status` });
  const current = isJsonObject(value) ? value.currentState : undefined;
  if (typeof current !== 'string') return undefined;
  return parseValue(idSchema, { value: current, path: `${path}.value.currentState` });
}

/**
 * A whole snapshot in place of the stored one, with the results that only that one knows.
 * @throws ValidationError when both together are over a limit
 */
export function replaceRunSnapshot(
  given: Storable,
  stored: JsonObject,
  limits: Partial<StorableLimits> | undefined,
): Storable {
  const kept = keepResults(given.value, stored);
  return kept === given.value ? given : toStorable(kept, { path: 'snapshot', limits });
}

/**
 * The stored snapshot with the result of one step.
 * @throws ValidationError when it is over a limit
 */
export function mergeStepResult(
  stored: JsonObject,
  { stepId, result }: { stepId: string; result: JsonValue },
  limits: Partial<StorableLimits> | undefined,
): Storable {
  const merged = withResults(stored, { ...resultsIn(stored), [stepId]: result });
  return toStorable(merged, { path: 'snapshot', limits });
}

/**
 * The stored snapshot with top-level fields set, and what it then says that the run is doing; undefined where none of
 * the fields speaks of that, or the snapshot does not.
 * @throws ValidationError when it is over a limit, or what it says is no status
 */
export function mergeRunState(
  stored: JsonObject,
  state: JsonObject,
  limits: Partial<StorableLimits> | undefined,
): { snapshot: Storable; status: string | undefined } {
  const snapshot = toStorable(keepResults({ ...stored, ...state }, stored), { path: 'snapshot', limits });
  const speaks = Object.hasOwn(state, 'status') || Object.hasOwn(state, 'value');
  return { snapshot, status: speaks ? statusIn(snapshot.value, 'snapshot') : undefined };
}

/** `next` itself where it knows all that is stored. */
function keepResults(next: JsonObject, stored: JsonObject): JsonObject {
  const before = resultsIn(stored);
  const after = resultsIn(next);
  if (Object.keys(before).every((stepId) => Object.hasOwn(after, stepId))) return next;
  return withResults(next, { ...before, ...after });
}

function withResults(snapshot: JsonObject, stepResults: JsonObject): JsonObject {
  return { ...snapshot, context: { ...objectOr(snapshot.context), stepResults } };
}

function resultsIn(snapshot: JsonObject): JsonObject {
  return objectOr(objectOr(snapshot.context).stepResults);
}

/** The value, or an empty object where it is none. */
function objectOr(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
