/** The measurements in a fresh database. */
import { AgentVersioning, InMemoryStore } from '@agent-versions/core';
import { loadThroughStore } from '../families/load';
import { agentId, type History, IMPORTED_HISTORIES, loadedVersions, PRUNED_HISTORY } from '../workload/histories';
import type { PreparedShot, Shot } from './shot';

/** All of them. */
export const SHOTS: readonly Shot[] = [
  { name: 'prune of 10,000', history: PRUNED_HISTORY, loaded: true, unit: 'ms', prepare: async () => pruning },
  ...IMPORTED_HISTORIES.map(
    (history): Shot => ({
      name: 'import',
      history,
      loaded: false,
      unit: 'versions/s',
      prepare: () => prepareImport(history),
    }),
  ),
];

/** By the rule of the service; by hand, one `delete` of the same rows. */
const pruning: PreparedShot = {
  async onStore(storage) {
    const { deleted } = await new AgentVersioning({ storage }).prune(agentId(0), { keepLast: 1 });
    return deleted.length;
  },
  onRaw: (raw) => raw.prune({ agentId: agentId(0), keepLast: 1 }),
};

/** Of an export, as lines of text; by hand, an insert of the same rows, which are ready to be sent. */
async function prepareImport(history: History): Promise<PreparedShot> {
  const lines = await exportedLines(history);
  const rows = [...loadedVersions(history)];
  return {
    async onStore(storage) {
      const { versions } = await new AgentVersioning({ storage }).importHistories(lines);
      return versions;
    },
    async onRaw(raw) {
      await raw.insertAll(rows);
      return rows.length;
    },
  };
}

async function exportedLines(history: History): Promise<string[]> {
  const storage = new InMemoryStore();
  await loadThroughStore(storage, history);
  const lines: string[] = [];
  for await (const line of new AgentVersioning({ storage }).exportHistories()) lines.push(line);
  await storage.close();
  return lines;
}
