/** The inputs of the domain `workflows`: checked, copied and filled in before any store sees them. */
import { z } from 'zod';
import type { StorableLimits } from '../../../json/limits';
import { type Storable, toStorable, toStorableValue } from '../../../json/storable';
import type { JsonObject, JsonValue } from '../../../json/types';
import { expectedSchema, FIRST_TIME, idSchema, LAST_TIME, pageFields, parseInput, timeSchema } from '../../input';
import { refuseIssues } from '../../record-fields';
import type {
  ListWorkflowRunsInput,
  PersistWorkflowSnapshotInput,
  UpdateWorkflowResultsInput,
  UpdateWorkflowStateInput,
  WorkflowRunKey,
} from './base';
import { isJsonObject, statusIn } from './snapshot';

/** What a write says of a run, beside its snapshot. */
export interface WorkflowRunFields extends WorkflowRunKey {
  /** Undefined: the stored one stays. */
  resourceId: string | undefined;
  /** Undefined: the stored one stays. */
  status: string | undefined;
}

/** A snapshot that can be stored as it is. */
export interface PreparedSnapshot {
  /** The run, and what is said of it. */
  run: WorkflowRunFields;
  /** A copy of the snapshot, shared with nobody. */
  snapshot: Storable;
  /** What the run's revision must be; 0: there may be no run; undefined: whatever it is. */
  expected: number | undefined;
}

/** A step's result that can be set as it is. */
export interface PreparedResult {
  /** The run, of which nothing else is said. */
  run: WorkflowRunFields;
  /** The step. */
  stepId: string;
  /** A copy, shared with nobody. */
  result: JsonValue;
}

/** Fields of a snapshot that can be set as they are. */
export interface PreparedState {
  /** The run; what it is doing is for the snapshot to say that the state becomes part of. */
  run: WorkflowRunFields;
  /** A copy, shared with nobody. Any status that it names can be stored. */
  state: JsonObject;
}

/** A page of runs, fully said. */
export interface ListWorkflowRunsQuery {
  /** Undefined: of any workflow. */
  workflowId?: string | undefined;
  /** Undefined: whatever they do. */
  status?: string | undefined;
  /** Undefined: of anybody. */
  resourceId?: string | undefined;
  /** Inclusive. */
  fromDate: Date;
  /** Exclusive. */
  toDate: Date;
  /** From 0. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
}

const keyFields = { workflowId: idSchema, runId: idSchema };

const keySchema = z.strictObject(keyFields);

const persistSchema = z.strictObject({
  ...keyFields,
  snapshot: z.unknown(), // looked at by toStorable
  resourceId: idSchema.optional(),
  status: idSchema.optional(),
  expected: expectedSchema.optional(),
});

const updateResultsSchema = z.strictObject({
  ...keyFields,
  stepId: idSchema.refine((stepId) => stepId !== '__proto__', 'must not be __proto__'),
  result: z.unknown(), // looked at by toStorableValue
});

const updateStateSchema = z.strictObject({
  ...keyFields,
  state: z.unknown(), // looked at by toStorable
});

const listSchema = z.strictObject({
  workflowId: idSchema.optional(),
  status: idSchema.optional(),
  resourceId: idSchema.optional(),
  fromDate: timeSchema.default(() => new Date(FIRST_TIME)),
  toDate: timeSchema.default(() => new Date(LAST_TIME)),
  ...pageFields,
});

/** @throws ValidationError when the input breaks a rule of {@link WorkflowRunKey} */
export function parseWorkflowRunKey(input: WorkflowRunKey): WorkflowRunKey {
  return parseInput(keySchema, input);
}

/** @throws ValidationError when the input breaks a rule of {@link PersistWorkflowSnapshotInput} */
export function prepareSnapshot(
  input: PersistWorkflowSnapshotInput,
  limits?: Partial<StorableLimits>,
): PreparedSnapshot {
  const { workflowId, runId, snapshot: raw, resourceId, status, expected } = parseInput(persistSchema, input);
  const snapshot = toStorable(raw, { path: 'snapshot', limits });
  refuseOddContext(snapshot.value, 'snapshot');
  const said = status ?? statusIn(snapshot.value, 'snapshot');
  return { run: { workflowId, runId, resourceId, status: said }, snapshot, expected };
}

/** @throws ValidationError when the input breaks a rule of {@link UpdateWorkflowResultsInput} */
export function prepareResult(input: UpdateWorkflowResultsInput, limits?: Partial<StorableLimits>): PreparedResult {
  const { workflowId, runId, stepId, result } = parseInput(updateResultsSchema, input);
  const { value } = toStorableValue(result, { path: 'result', limits });
  return { run: { workflowId, runId, resourceId: undefined, status: undefined }, stepId, result: value };
}

/** @throws ValidationError when the input breaks a rule of {@link UpdateWorkflowStateInput} */
export function prepareState(input: UpdateWorkflowStateInput, limits?: Partial<StorableLimits>): PreparedState {
  const { workflowId, runId, state: raw } = parseInput(updateStateSchema, input);
  const { value: state } = toStorable(raw, { path: 'state', limits });
  refuseOddContext(state, 'state');
  statusIn(state, 'state'); // refused here, where it is the state's
  return { run: { workflowId, runId, resourceId: undefined, status: undefined }, state };
}

/** @throws ValidationError when the input breaks a rule of {@link ListWorkflowRunsInput} */
export function parseListWorkflowRuns(input: ListWorkflowRunsInput = {}): ListWorkflowRunsQuery {
  return parseInput(listSchema, input);
}

/** Results could not be kept in anything else than objects. */
function refuseOddContext({ context }: JsonObject, path: string): void {
  if (context === undefined) return;
  const results = isJsonObject(context) ? context.stepResults : undefined;
  refuseIssues([
    ...(isJsonObject(context) ? [] : [{ path: `${path}.context`, message: 'must be an object' }]),
    ...(results === undefined || isJsonObject(results)
      ? []
      : [{ path: `${path}.context.stepResults`, message: 'must be an object' }]),
  ]);
}
