/** An agent's history as a table. */
import type { AgentVersioning } from '@agent-versions/core';
import Table from 'cli-table3';

/** The newest versions of an agent, one a row, without reading their snapshots. */
export async function historyTable(versioning: AgentVersioning, agentId: string): Promise<string> {
  const page = await versioning.list({ agentId, perPage: 20, includeSnapshot: false });
  const labels = await versioning.listLabels(agentId);
  const table = new Table({
    head: ['#', 'made', 'by', 'changed', 'message', 'label'],
    colWidths: [4, 12, 17, 20, 38, 8],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }, // no line between the rows
  });
  for (const version of page.versions) {
    const own = labels.filter(({ targets }) => targets.some(({ versionId }) => versionId === version.id));
    table.push([
      version.versionNumber,
      version.createdAt.toISOString().slice(0, 10),
      version.createdBy ?? '',
      version.changedFields?.join(', ') ?? '',
      (version.changeMessage ?? '').split('\n')[0] ?? '',
      own.map(({ label }) => label).join(', '),
    ]);
  }
  return page.hasMore ? `${table}\n  … ${page.total - page.versions.length} older versions` : `${table}`;
}
