/** Histories that travel from one store to another. */
import type { AgentVersionsStorage, HistoryEntry, HistoryHead } from '@agent-versions/core';
import { wholeHistory } from '../chain-audit';
import { appendVersions, freshId, sampleConfig } from '../samples';

/** A history with something of everything: what it holds, and where it stands. */
export interface Traveller {
  /** Whose history it is. */
  agentId: string;
  /** Six numbers: a full version, one under a key, a redacted one, two deletions, a bare version. */
  entries: HistoryEntry[];
  /** Where it stands. */
  head: HistoryHead;
}

/** Makes such a history. */
export async function busyHistory({ versions }: { versions: AgentVersionsStorage }): Promise<Traveller> {
  const agentId = freshId();
  const full = {
    name: '',
    changedFields: ['tools', ''],
    changeMessage: 'Two\nlines, “quoted” \u{1f600}',
    createdBy: 'ada',
    restoredFrom: 'long gone',
    createdAt: new Date('2019-03-31T02:30:00.123Z'),
  };
  await versions.createVersion({ agentId, snapshot: sampleConfig(), ...full });
  await versions.createVersion({ agentId, snapshot: { é: ['€', null, 1e-7] }, idempotencyKey: 'key 2' });
  const [third, fourth] = await appendVersions(versions, { agentId, count: 2, each: () => ({ createdBy: 'bob' }) });
  await versions.redactVersion({ agentId, versionId: third?.id ?? '', redactedBy: 'ada', reason: 'secret' });
  const [fifth] = await appendVersions(versions, { agentId, count: 1 });
  await versions.deleteVersion(fourth?.id ?? '', { deletedBy: 'cron', reason: '' });
  await versions.deleteVersion(fifth?.id ?? '');
  await versions.createVersion({ agentId, snapshot: {} });
  const entries = await wholeHistory(versions, agentId);
  return { agentId, entries, head: (await versions.getHead(agentId)) as HistoryHead };
}

/** The same entries as another agent's, under ids that nobody used before. */
export function ofAgent(entries: readonly HistoryEntry[], agentId: string): HistoryEntry[] {
  return entries.map((entry) =>
    entry.kind === 'version'
      ? { ...entry, version: { ...entry.version, agentId, id: freshId('version') } }
      : { ...entry, deletion: { ...entry.deletion, agentId, versionId: freshId('version') } },
  );
}
