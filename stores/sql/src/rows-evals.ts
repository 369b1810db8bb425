/** How rows of the domain `evals` become records. */
import { type EvalRecord, type JsonObject, type JsonValue, present, TABLE_EVALS } from '@agent-versions/core';
import type { SqlRow } from './database';
import type { Dialect } from './dialect';
import { RowReader } from './rows';

/** A score. */
export function readEval(dialect: Dialect, row: SqlRow): EvalRecord {
  const reader = new RowReader({ dialect, table: TABLE_EVALS, row });
  return present({
    id: reader.text('id'),
    agentId: reader.optionalText('agentId'),
    versionId: reader.optionalText('versionId'),
    runId: reader.optionalText('runId'),
    scorerId: reader.text('scorerId'),
    score: reader.number('score'),
    reason: reader.optionalText('reason'),
    input: reader.optionalJson('input') as JsonValue | undefined,
    output: reader.optionalJson('output') as JsonValue | undefined,
    testInfo: reader.optionalObject('testInfo') as JsonObject | undefined,
    metadata: reader.optionalObject('metadata') as JsonObject | undefined,
    createdAt: reader.time('createdAt'),
  });
}

/** A score that was just inserted: what the caller gave, with the time that the database made of it. */
export function readInsertedEval(
  dialect: Dialect,
  input: { row: SqlRow; given: Omit<EvalRecord, 'createdAt'> },
): EvalRecord {
  const createdAt = new RowReader({ dialect, table: TABLE_EVALS, row: input.row }).time('createdAt');
  return present({ ...input.given, createdAt });
}
