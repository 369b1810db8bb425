/** A run that is deleted and begun anew, while another process writes what it made of the old one. */
import type { WorkflowRunKey, WorkflowsStorage } from '@agent-versions/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SqlDatabase, SqlWorkflowsStorage } from '../src/index';

/** The database, with something that happens once between a read and the write after it. */
function interrupted(db: SqlDatabase, between: () => Promise<void>): SqlDatabase {
  let calm = false;
  return {
    dialect: db.dialect,
    init: () => db.init(),
    close: () => db.close(),
    read: (query) => db.read(query),
    write: (...queries) => db.write(...queries),
    writeAfter: async (query, next) => {
      if (calm) return db.writeAfter(query, next);
      calm = true;
      const rows = await db.read(query);
      await between();
      return db.write(...next(rows));
    },
  };
}

/** Deletes the run, and begins it in another millisecond. */
async function beginAnew(workflows: WorkflowsStorage, run: WorkflowRunKey): Promise<void> {
  const old = await workflows.getWorkflowRun(run);
  for (let createdAt = old?.createdAt; createdAt?.getTime() === old?.createdAt.getTime(); ) {
    await workflows.deleteWorkflowRun(run);
    ({ createdAt } = await workflows.persistWorkflowSnapshot({ ...run, snapshot: { new: true }, status: 'new' }));
  }
}

/** Defines the tests; `open` yields the domain of a store of its own. */
export function begunAnewSuite(open: () => WorkflowsStorage): void {
  describe('a run that is begun anew between the read and the write', () => {
    let workflows: WorkflowsStorage;
    beforeAll(() => {
      workflows = open();
      return workflows.init();
    });
    afterAll(() => workflows.close());

    it.each<[string, (late: WorkflowsStorage, run: WorkflowRunKey) => Promise<unknown>, object]>([
      [
        'a whole snapshot',
        (late, run) => late.persistWorkflowSnapshot({ ...run, snapshot: { a: 1 } }),
        { snapshot: { a: 1 } },
      ],
      [
        'a result',
        (late, run) => late.updateWorkflowResults({ ...run, stepId: 'a', result: 1 }),
        { snapshot: { new: true, context: { stepResults: { a: 1 } } } },
      ],
      [
        'fields of the state',
        (late, run) => late.updateWorkflowState({ ...run, state: { a: 1 } }),
        { snapshot: { new: true, a: 1 } },
      ],
    ])('is what %s is merged with', async (name, write, after) => {
      const run = { workflowId: 'begun-anew', runId: name };
      const snapshot = { old: true, context: { stepResults: { old: 1 } } };
      await workflows.persistWorkflowSnapshot({ ...run, snapshot, status: 'old' });
      const database = interrupted(workflows.database as SqlDatabase, () => beginAnew(workflows, run));
      const written = await write(new SqlWorkflowsStorage({ database }), run);
      expect(written).toMatchObject({ status: 'new', revision: 2 });
      expect(await workflows.getWorkflowRun(run)).toStrictEqual(written);
      expect(written).toEqual(expect.objectContaining(after));
    });
  });
}
