/** Many processes that start on one new schema at the same moment end with one history, and all of them work. */
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { runAtOnce } from '../../../test/processes/at-once';
import { ledgerOf } from '../../sql/test/migration-subject';
import { pgMigrations } from '../src/migrations';
import { printFigure } from './figure';
import { openSchema } from './migration-subject';

const PROCESSES = 20;
const schemas = testSchemas();

it(`${PROCESSES} processes initialise a new schema at once`, async () => {
  const schema = schemas.next();
  const answers = await runAtOnce<{ versionNumber: number }>({
    folder: dirname(import.meta.dirname),
    script: 'test/workers/initialiser.ts',
    count: PROCESSES,
    input: { connectionString: postgresUrl(), schema, agentId: 'agent' },
  });
  const errors = answers.flatMap((answer) => ('error' in answer ? answer.error : []));
  printFigure(`pg.initialise: ${PROCESSES} processes, ${errors.length} failed starts (target 0)`);
  expect(errors).toEqual([]);
  const numbers = answers.flatMap((answer) => ('versionNumber' in answer ? answer.versionNumber : []));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: PROCESSES }, (_, index) => index + 1));

  const connection = openSchema(schema);
  try {
    expect((await ledgerOf(connection)).map(({ id }) => id)).toEqual(pgMigrations().map(({ id }) => id));
    expect(await connection.storeMigrator().validateMigrations()).toEqual({ isValid: true, errors: [], warnings: [] });
  } finally {
    await connection.close();
  }
}, 120_000);
