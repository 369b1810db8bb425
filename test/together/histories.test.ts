/** Real histories on three stores: compared, restored, verified, and carried between any two without a difference. */

import { printFigure } from '@agent-versions/conformance';
import { AgentVersioning, applySnapshotPatch } from '@agent-versions/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { forEachHistory, type History, hasReal, REAL, readHistories, SHIPPED, storeHistory } from './histories';
import { collect } from './lines';
import { type Kind, testStores } from './stores';

const THREE = ['memory', 'LibSQL', 'Postgres'] as const satisfies Kind[];

/** How long one test may take on a slow machine. */
const PATIENCE = { timeout: 120_000 };

const stores = testStores();

describe('the histories of the quickstart', () => carry(SHIPPED));

describe.skipIf(!hasReal)(`135 real histories (AGENT_HISTORIES, now ${REAL})`, () => carry(REAL));

function carry(path: string): void {
  let histories: History[];

  beforeAll(async () => {
    histories = await readHistories(path);
  });

  const exported = new Map<Kind, string[]>();

  describe.each(THREE)('on %s', (kind) => {
    const service = new AgentVersioning({ storage: stores.open(kind) });

    it('become versions, one for each revision', PATIENCE, async () => {
      await forEachHistory(histories, async (history) => {
        await storeHistory(service, history);
        expect((await service.latest(history.agentId)).snapshot).toEqual(history.revisions.at(-1)?.config);
      });
      const versions = histories.reduce((sum, each) => sum + each.revisions.length, 0);
      printFigure(kind, 'together.histories', { agents: histories.length, versions });
    });

    it('differ from one version to the next by a patch that makes the one of the other', PATIENCE, async () => {
      await forEachHistory(histories, (history) => compareNeighbours(service, history));
    });

    it('go back to version 1, whole', PATIENCE, async () => {
      await forEachHistory(histories, async ({ agentId, revisions }) => {
        const { version, agent } = await service.restore(agentId, 1, { message: 'Back', force: true });
        expect(version).toMatchObject({ versionNumber: revisions.length + 1, snapshot: revisions[0]?.config });
        expect(version.contentHash).toBe((await service.getByNumber(agentId, 1)).contentHash);
        expect(agent).toMatchObject(revisions[0]?.config ?? {});
      });
    });

    it('verify, every link', PATIENCE, async () => {
      await forEachHistory(histories, async ({ agentId, revisions }) => {
        const report = await service.verifyHistory(agentId);
        expect(report).toMatchObject({ ok: true, versions: revisions.length + 1, deletions: 0 });
      });
    });

    it('are exported with their labels and what was deleted', PATIENCE, async () => {
      await forEachHistory(histories, async ({ agentId, revisions }) => {
        await service.activate(agentId, 1);
        await service.setLabel(agentId, 'staging', split(revisions.length), { reason: 'Try both' });
        await service.delete(agentId, 'head', { reason: 'Not wanted after all' });
      });
      exported.set(kind, await collect(service.exportHistories()));
      expect(exported.get(kind)?.length).toBeGreaterThan(histories.length);
    });
  });

  const ways = THREE.flatMap((from) => THREE.filter((to) => to !== from).map((to) => ({ from, to })));

  it.each(ways)('come from $from to $to without a difference', PATIENCE, async ({ from, to }) => {
    const lines = exported.get(from) ?? [];
    const service = new AgentVersioning({ storage: stores.open(to) });
    const begun = performance.now();
    const { agents, versions } = await service.importHistories(lines);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    expect(agents).toBe(histories.length);
    await forEachHistory(histories, async ({ agentId }) => {
      expect(await service.verifyHistory(agentId)).toMatchObject({ ok: true });
    });
    const again = await collect(service.exportHistories());
    printFigure(`${from} to ${to}`, 'together.transfer', { agents, versions, seconds, lines: again.length });
    expect(differences(lines.map(comparable), again.map(comparable))).toEqual([]);
  });
}

/** What most labels look like in the middle of a rollout. */
function split(head: number) {
  return {
    targets: [
      { version: 1, weight: 9_000 },
      { version: head, weight: 1_000 },
    ],
  };
}

async function compareNeighbours(service: AgentVersioning, { agentId, revisions }: History): Promise<void> {
  for (let to = 2; to <= revisions.length; to += 1) {
    const { fromVersion, toVersion, patch, diffs } = await service.compare(agentId, { from: to - 1, to });
    expect(applySnapshotPatch(fromVersion.snapshot, patch)).toEqual(toVersion.snapshot);
    expect(diffs.map(({ field }) => field)).toEqual(toVersion.changedFields);
  }
}

/** A line without what belongs to a copy of a record: its revision and its times. */
function comparable(line: string): string {
  return line.replace(/"revision":\d+,"createdAt":"[^"]+","updatedAt":"[^"]+"/, '');
}

/** The first lines that are not the same, cut to what can be read. */
function differences(expected: readonly string[], actual: readonly string[]): string[][] {
  const length = Math.max(expected.length, actual.length);
  const pairs = Array.from({ length }, (_, index) => [expected[index] ?? '', actual[index] ?? '']);
  const different = pairs.filter(([left, right]) => left !== right);
  return different.slice(0, 3).map((pair) => pair.map((line) => line.slice(0, 500)));
}
