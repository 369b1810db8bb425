/** Many processes that start on one new file at the same moment end with one history, and all of them work. */
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { runAtOnce } from '../../../test/processes/at-once';
import { ledgerOf } from '../../sql/test/migration-subject';
import { libsqlMigrations } from '../src/migrations';
import { openFile } from './migration-subject';
import { printFigure } from './support/figure';
import { temporaryFile } from './support/temporary-folder';

const PROCESSES = 20;

it(`${PROCESSES} processes initialise a new file at once`, async () => {
  const path = temporaryFile();
  const answers = await runAtOnce<{ versionNumber: number }>({
    folder: dirname(import.meta.dirname),
    script: 'test/workers/initialiser.ts',
    count: PROCESSES,
    input: { url: `file:${path}`, agentId: 'agent' },
  });
  const errors = answers.flatMap((answer) => ('error' in answer ? answer.error : []));
  printFigure('libsql.initialise', `${PROCESSES} processes, ${errors.length} failed starts (target 0)`);
  expect(errors).toEqual([]);
  const numbers = answers.flatMap((answer) => ('versionNumber' in answer ? answer.versionNumber : []));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: PROCESSES }, (_, index) => index + 1));

  const connection = openFile(path);
  try {
    expect((await ledgerOf(connection)).map(({ id }) => id)).toEqual(libsqlMigrations('').map(({ id }) => id));
    expect(await connection.storeMigrator().validateMigrations()).toEqual({ isValid: true, errors: [], warnings: [] });
  } finally {
    await connection.close();
  }
}, 120_000);
