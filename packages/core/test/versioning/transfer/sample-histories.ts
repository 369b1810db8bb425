/** Histories to move: the quickstart's, and the lines of any. */
import { readFileSync } from 'node:fs';
import type { AgentVersioning } from '../../../src/versioning/service';
import type { ExportHistoriesOptions } from '../../../src/versioning/transfer/export-histories';

/** A line of the quickstart's file. */
interface SampleHistory {
  agentId: string;
  revisions: { createdAt: string; createdBy?: string; changeMessage?: string; config: Record<string, unknown> }[];
}

const FILE = new URL('../../../../../examples/quickstart/histories.jsonl', import.meta.url);

/** Saves every revision of the quickstart's agents; then labels, splits, prunes, redacts, restores, deletes. */
export async function makeHistories(versioning: AgentVersioning): Promise<void> {
  for (const text of readFileSync(FILE, 'utf8').trim().split('\n')) {
    const { agentId, revisions } = JSON.parse(text) as SampleHistory;
    await versioning.createAgent({ id: agentId });
    for (const { config, createdAt, createdBy, changeMessage: message } of revisions) {
      const options = { createdBy, message, createdAt: new Date(createdAt), idempotencyKey: createdAt };
      await versioning.save(agentId, config, options as object);
    }
    await versioning.setLabel(agentId, 'production', 2, { reason: 'Works' });
    await versioning.setLabel(agentId, 'active', {
      targets: [
        { version: 2, weight: 9000 },
        { version: 'head', weight: 1000 },
      ],
    });
    await versioning.setLabel(agentId, 'production', 'head~1');
    await versioning.setLabel(agentId, 'gone', 3);
    await versioning.removeLabel(agentId, 'gone');
    await versioning.delete(agentId, 1, { reason: 'Empty' });
    await versioning.redact(agentId, 3, { reason: 'Leaked key' });
    await versioning.rollback(agentId, 2, { name: 'Back' });
    await versioning.updateAgent({ id: agentId, changes: { edited: { in: 'no version' } } });
  }
}

/** All lines of an export. */
export async function linesOf(versioning: AgentVersioning, options?: ExportHistoriesOptions): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of versioning.exportHistories(options)) lines.push(line);
  return lines;
}

/** The lines without what a copy of a record has of its own. */
export function comparable(lines: readonly string[]): unknown[] {
  return lines.map((line) => {
    const { record, ...rest } = JSON.parse(line);
    if (!record) return line;
    const { revision: _, createdAt: __, updatedAt: ___, ...kept } = record;
    return JSON.stringify({ ...rest, record: kept });
  });
}
