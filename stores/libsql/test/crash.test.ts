/** Processes that are killed while they save: what they were told is done, is done. */
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { expect, it } from 'vitest';
import { LibSQLAgentVersionsStorage } from '../src/domains/agent-versions';
import { printFigure } from './support/figure';
import { temporaryFile } from './support/temporary-folder';
import { startWorker } from './support/worker';

const KILLS = 6;

it('SIGKILL loses no acknowledged version, and the file opens at once', { timeout: 120_000 }, async () => {
  const path = temporaryFile();
  const url = `file:${path}`;
  const acknowledged: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const saver = await startWorker('endless-saver', { url, agentId: 'killed' });
    saver.go();
    acknowledged.push(await saver.next());
    await sleep(50 + 50 * kill);
    saver.kill();
    acknowledged.push(...(await saver.rest<string>()));
    expect(await saver.exited).toBeNull();
  }

  const versions = new LibSQLAgentVersionsStorage({ url });
  const total = await versions.countVersions('killed');
  const head = await versions.getLatestVersion('killed');
  let lost = 0;
  for (let at = 0; at < acknowledged.length; at += 1000) {
    const asked = acknowledged.slice(at, at + 1000);
    lost += asked.length - (await versions.getVersions(asked)).length;
  }
  await versions.close();
  printFigure('crash.kill9', `lost ${lost} of ${acknowledged.length} acknowledged in ${KILLS} kills (target 0)`);
  expect(lost).toBe(0);
  expect(head?.versionNumber).toBe(total); // no gaps either
  expect(total - acknowledged.length).toBeLessThanOrEqual(KILLS); // at most the one save that each kill cut off

  const database = new Database(path);
  expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  database.close();
});
