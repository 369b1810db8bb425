/** The domain `workflows` in this process's memory: the reference of the others. */
import type { StorableLimits } from '../../../json/limits';
import type { Storable } from '../../../json/storable';
import type { JsonObject } from '../../../json/types';
import { InMemoryDatabase } from '../../inmemory-database';
import { FIRST_PAGE, pageOffset, pageOutput } from '../../pagination';
import {
  type ListWorkflowRunsInput,
  type ListWorkflowRunsOutput,
  type PersistWorkflowSnapshotInput,
  type UpdateWorkflowResultsInput,
  type UpdateWorkflowStateInput,
  type WorkflowRunKey,
  WorkflowsStorage,
} from './base';
import { noSuchRun, runMovedOn } from './conflicts';
import { readWorkflowRunRow, type WorkflowRunRow } from './inmemory-tables';
import {
  parseListWorkflowRuns,
  parseWorkflowRunKey,
  prepareResult,
  prepareSnapshot,
  prepareState,
  type WorkflowRunFields,
} from './input';
import type { WorkflowRun, WorkflowRunState } from './records';
import { mergeRunState, mergeStepResult, replaceRunSnapshot } from './snapshot';

/** Every method runs without a pause, and so is one atomic step. */
export class InMemoryWorkflowsStorage extends WorkflowsStorage {
  readonly #db: InMemoryDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Default: a database of its own. */
  constructor(input: { database?: InMemoryDatabase; limits?: Partial<StorableLimits> } = {}) {
    super();
    this.#db = input.database ?? new InMemoryDatabase();
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override get database(): InMemoryDatabase {
    return this.#db;
  }

  /** @inheritdoc */
  override async init(): Promise<void> {}

  /** @inheritdoc */
  override async close(): Promise<void> {}

  /** @inheritdoc */
  override async persistWorkflowSnapshot(input: PersistWorkflowSnapshotInput): Promise<WorkflowRun> {
    const { run, snapshot, expected } = prepareSnapshot(input, this.#limits);
    const row = this.#db.workflows.get(run);
    const actual = row?.revision ?? 0;
    if (expected !== undefined && expected !== actual) throw runMovedOn(run, { expected, actual });
    const exactly = expected !== undefined || !row;
    return this.#write(run, exactly ? snapshot : replaceRunSnapshot(snapshot, JSON.parse(row.snapshot), this.#limits));
  }

  /** @inheritdoc */
  override async updateWorkflowResults(input: UpdateWorkflowResultsInput): Promise<WorkflowRun> {
    const { run, ...step } = prepareResult(input, this.#limits);
    return this.#write(run, mergeStepResult(this.#storedSnapshot(run), step, this.#limits));
  }

  /** @inheritdoc */
  override async updateWorkflowState(input: UpdateWorkflowStateInput): Promise<WorkflowRun> {
    const { run, state } = prepareState(input, this.#limits);
    const { snapshot, status } = mergeRunState(this.#storedSnapshot(run), state, this.#limits);
    return this.#write({ ...run, status }, snapshot);
  }

  /** @inheritdoc */
  override async getWorkflowSnapshot(input: WorkflowRunKey): Promise<WorkflowRunState | null> {
    return (await this.getWorkflowRun(input))?.snapshot ?? null;
  }

  /** @inheritdoc */
  override async getWorkflowRun(input: WorkflowRunKey): Promise<WorkflowRun | null> {
    const row = this.#db.workflows.get(parseWorkflowRunKey(input));
    return row ? readWorkflowRunRow(row) : null;
  }

  /** @inheritdoc */
  override async listWorkflowRuns(input: ListWorkflowRunsInput = {}): Promise<ListWorkflowRunsOutput> {
    const { page, perPage, ...filters } = parseListWorkflowRuns(input);
    const window = { page, perPage, firstPage: FIRST_PAGE } as const;
    const rows = this.#db.workflows.find(filters);
    const offset = pageOffset(window);
    const runs = rows.slice(offset, offset + perPage).map(readWorkflowRunRow);
    return { runs, ...pageOutput({ ...window, total: rows.length }) };
  }

  /** @inheritdoc */
  override async deleteWorkflowRun(input: WorkflowRunKey): Promise<void> {
    this.#db.workflows.delete(parseWorkflowRunKey(input));
  }

  #storedSnapshot(key: WorkflowRunKey): JsonObject {
    const row = this.#db.workflows.get(key);
    if (!row) throw noSuchRun(key);
    return JSON.parse(row.snapshot);
  }

  #write(run: WorkflowRunFields, { canonical: snapshot }: Storable): WorkflowRun {
    const now = Date.now();
    const { workflowId, runId } = run;
    const before = this.#db.workflows.get(run);
    const row: WorkflowRunRow = {
      workflowId,
      runId,
      resourceId: run.resourceId ?? before?.resourceId,
      status: run.status ?? before?.status,
      revision: (before?.revision ?? 0) + 1,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
      snapshot,
    };
    this.#db.workflows.set(row);
    return readWorkflowRunRow(row);
  }
}
