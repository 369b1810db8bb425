/** Starting: any number of processes at once, one history. */
import Database from 'libsql';
import { expect, it } from 'vitest';
import { printFigure } from './support/figure';
import { temporaryFile } from './support/temporary-folder';
import { startWorker } from './support/worker';

const STARTERS = 20;

it('twenty processes that start at once on a new file end with one history', { timeout: 240_000 }, async () => {
  const path = temporaryFile();
  const starters = await Promise.all(
    Array.from({ length: STARTERS }, () => startWorker('starter', { url: `file:${path}` })),
  );
  for (const starter of starters) starter.go();
  const said = await Promise.all(starters.map((starter) => starter.next<{ versionNumber?: number; error?: string }>()));
  await Promise.all(starters.map(({ exited }) => exited));

  const failed = said.filter(({ error }) => error !== undefined);
  const numbers = said.map(({ versionNumber = 0 }) => versionNumber).sort((a, b) => a - b);
  const database = new Database(path);
  const history = database.prepare('select id from agent_versions_migrations order by id').all();
  database.close();
  printFigure(
    'migrate.race',
    `${failed.length} of ${STARTERS} starts failed (target 0), ${history.length} ledger row (target 1)`,
  );
  expect(failed).toEqual([]);
  expect(numbers).toEqual(Array.from({ length: STARTERS }, (_, index) => index + 1));
  expect(history).toEqual([{ id: '001' }]);
});
