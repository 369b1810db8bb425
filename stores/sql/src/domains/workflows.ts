/** The domain `workflows` on any SQL database. */
import {
  FIRST_PAGE,
  type JsonObject,
  type ListWorkflowRunsInput,
  type ListWorkflowRunsOutput,
  mergeRunState,
  mergeStepResult,
  noSuchRun,
  type PersistWorkflowSnapshotInput,
  type PreparedSnapshot,
  pageOffset,
  pageOutput,
  parseListWorkflowRuns,
  parseWorkflowRunKey,
  prepareResult,
  prepareSnapshot,
  prepareState,
  replaceRunSnapshot,
  runMovedOn,
  type Storable,
  type StorableLimits,
  type UpdateWorkflowResultsInput,
  type UpdateWorkflowStateInput,
  type WorkflowRun,
  type WorkflowRunFields,
  type WorkflowRunKey,
  type WorkflowRunState,
  WorkflowsStorage,
} from '@agent-versions/core';
import type { SqlDatabase, SqlRow } from '../database';
import { readRun, readRunRecord, readRunSnapshot } from '../rows-workflows';
import * as statements from '../statements/workflows';

/** What a write makes of a run. */
interface MadeRun {
  snapshot: Storable;
  /** Undefined: the stored one stays. */
  status: string | undefined;
}

/** Stores the states of workflow runs. */
export class SqlWorkflowsStorage extends WorkflowsStorage {
  readonly #db: SqlDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Takes over the life of `database`: closing the domain closes it. */
  constructor(input: { database: SqlDatabase; limits?: Partial<StorableLimits> }) {
    super();
    this.#db = input.database;
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override get database(): object {
    return this.#db;
  }

  /** @inheritdoc */
  override init(): Promise<void> {
    return this.#db.init();
  }

  /** @inheritdoc */
  override close(): Promise<void> {
    return this.#db.close();
  }

  /** @inheritdoc */
  override async persistWorkflowSnapshot(input: PersistWorkflowSnapshotInput): Promise<WorkflowRun> {
    const { run, snapshot, expected } = prepareSnapshot(input, this.#limits);
    if (expected !== undefined) return this.#replace({ run, snapshot, expected });
    return this.#merge(run, (stored) => ({
      snapshot: stored ? replaceRunSnapshot(snapshot, stored, this.#limits) : snapshot,
      status: run.status,
    }));
  }

  /** @inheritdoc */
  override async updateWorkflowResults(input: UpdateWorkflowResultsInput): Promise<WorkflowRun> {
    const { run, ...step } = prepareResult(input, this.#limits);
    return this.#merge(run, (stored) => {
      if (!stored) throw noSuchRun(run);
      return { snapshot: mergeStepResult(stored, step, this.#limits), status: undefined };
    });
  }

  /** @inheritdoc */
  override async updateWorkflowState(input: UpdateWorkflowStateInput): Promise<WorkflowRun> {
    const { run, state } = prepareState(input, this.#limits);
    return this.#merge(run, (stored) => {
      if (!stored) throw noSuchRun(run);
      return mergeRunState(stored, state, this.#limits);
    });
  }

  /** @inheritdoc */
  override async getWorkflowSnapshot(input: WorkflowRunKey): Promise<WorkflowRunState | null> {
    return (await this.getWorkflowRun(input))?.snapshot ?? null;
  }

  /** @inheritdoc */
  override async getWorkflowRun(input: WorkflowRunKey): Promise<WorkflowRun | null> {
    const { dialect } = this.#db;
    const [row] = await this.#db.read(statements.selectRun(dialect, parseWorkflowRunKey(input)));
    return row ? readRun(dialect, row) : null;
  }

  /** @inheritdoc */
  override async listWorkflowRuns(input: ListWorkflowRunsInput = {}): Promise<ListWorkflowRunsOutput> {
    const { page, perPage, ...filter } = parseListWorkflowRuns(input);
    const { dialect } = this.#db;
    const window = { page, perPage, firstPage: FIRST_PAGE } as const;
    const query = statements.selectRunPage(dialect, filter, { offset: pageOffset(window), limit: perPage });
    const rows = await this.#db.read(query);
    const runs = rows.filter((row) => row.runId !== null).map((row) => readRun(dialect, row));
    return { runs, ...pageOutput({ ...window, total: Number(rows[0]?.total ?? 0) }) };
  }

  /** @inheritdoc */
  override async deleteWorkflowRun(input: WorkflowRunKey): Promise<void> {
    await this.#db.write(statements.deleteRun(this.#db.dialect, parseWorkflowRunKey(input)));
  }

  /** Writes a snapshot over the one it was made from; whoever comes second makes it again. */
  async #merge(run: WorkflowRunFields, make: (stored: JsonObject | null) => MadeRun): Promise<WorkflowRun> {
    const { dialect } = this.#db;
    for (;;) {
      let made: Storable | undefined;
      const results = await this.#db.writeAfter(statements.selectRun(dialect, run), ([row]) => {
        const { snapshot, status } = make(row ? readRunSnapshot(dialect, row) : null);
        made = snapshot;
        const written = { ...run, status, snapshot: snapshot.canonical };
        if (!row) return [statements.insertRun(dialect, written)];
        const { revision } = readRunRecord(dialect, row);
        return [statements.updateRun(dialect, { ...written, revision, createdAt: row.createdAt })];
      });
      const written = results[0]?.[0];
      if (written && made) return this.#written(run, made, written);
    }
  }

  /** Writes a snapshot exactly, over the revision that it was made from. */
  async #replace({ run, snapshot, expected }: PreparedSnapshot & { expected: number }): Promise<WorkflowRun> {
    const { dialect } = this.#db;
    const row = { ...run, snapshot: snapshot.canonical };
    const write =
      expected === 0
        ? statements.insertRun(dialect, row)
        : statements.updateRun(dialect, { ...row, revision: expected });
    for (;;) {
      const [[written] = []] = await this.#db.write(write);
      if (written) return this.#written(run, snapshot, written);
      const actual = (await this.getWorkflowRun({ workflowId: run.workflowId, runId: run.runId }))?.revision ?? 0;
      if (actual !== expected) throw runMovedOn(run, { expected, actual });
    }
  }

  #written({ workflowId, runId }: WorkflowRunKey, { value }: Storable, row: SqlRow): WorkflowRun {
    const record = readRunRecord(this.#db.dialect, { ...row, workflowId, runId });
    return { ...record, snapshot: value as WorkflowRunState };
  }
}
