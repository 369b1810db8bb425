/** Four processes that write one file at once: every save gets through, and no event loop stands still. */
import { expect, it } from 'vitest';
import { LibSQLAgentVersionsStorage } from '../src/domains/agent-versions';
import { printFigure } from './support/figure';
import { temporaryFileInMemory } from './support/temporary-folder';
import { startWorker } from './support/worker';

const PROCESSES = 4;
const SAVES = 500;

interface SaverReport {
  acknowledged: string[];
  errors: Record<string, number>;
  heldMilliseconds: number;
}

it('four processes number one agent 1 … 2,000 and never hold their event loops', { timeout: 120_000 }, async () => {
  // in memory, so that what is measured is waiting for each other and not for a disk that others keep busy
  const url = `file:${temporaryFileInMemory()}`;
  const input = { url, agentId: 'contended', saves: SAVES, together: 10, busyTimeout: 60_000 };
  const savers = await Promise.all(Array.from({ length: PROCESSES }, () => startWorker('saver', input)));
  const startedAt = performance.now();
  for (const saver of savers) saver.go();
  const reports = await Promise.all(savers.map((saver) => saver.next<SaverReport>()));
  const rate = (PROCESSES * SAVES * 1000) / (performance.now() - startedAt);

  const versions = new LibSQLAgentVersionsStorage({ url });
  const acknowledged = reports.flatMap((report) => report.acknowledged);
  const found = new Set<string>();
  const numbers: number[] = [];
  for (let page = 1; page <= 2; page++) {
    const list = await versions.listVersions({ agentId: 'contended', page, perPage: 1000, includeSnapshot: false });
    for (const { id, versionNumber } of list.versions) {
      found.add(id);
      numbers.push(versionNumber);
    }
  }
  await versions.close();

  const held = Math.max(...reports.map((report) => report.heldMilliseconds));
  printFigure(
    'busy.loop',
    `the event loop was held ${held.toFixed(1)} ms at most (target 100), ${rate.toFixed(0)} saves/s`,
  );
  expect(reports.map(({ errors }) => errors)).toEqual(Array.from({ length: PROCESSES }, () => ({})));
  expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
  expect(numbers.reverse()).toEqual(Array.from({ length: PROCESSES * SAVES }, (_, index) => index + 1));
  expect(held).toBeLessThan(1000); // the figure above is for a machine that is not busy; waiting for the lock takes far longer
});
