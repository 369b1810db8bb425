/** What becomes of a run's snapshot when it is written: no step's result is lost on the way. */
import type { StorableLimits } from '../../../json/limits';
import { type Storable, toStorable } from '../../../json/storable';
import type { JsonObject, JsonValue } from '../../../json/types';

/** Whether a value is an object with fields. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
 * The stored snapshot with top-level fields set.
 * @throws ValidationError when it is over a limit
 */
export function mergeRunState(
  stored: JsonObject,
  state: JsonObject,
  limits: Partial<StorableLimits> | undefined,
): Storable {
  return toStorable(keepResults({ ...stored, ...state }, stored), { path: 'snapshot', limits });
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
