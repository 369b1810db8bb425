/** The walk itself, one step a paragraph. */
import { AgentVersioning, isStorageError } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { describeDifference } from './difference';
import { historyTable } from './history-table';
import { type ImportOutput, importHistories } from './import-histories';
import { nextSteps } from './next-steps';
import type { QuickstartOptions } from './options';

/** Imports histories, then shows, compares, activates, protects and restores versions of the agent that has most. */
export async function runQuickstart({ db, histories }: QuickstartOptions): Promise<void> {
  const storage = new LibSQLStore({ id: 'quickstart', url: `file:${db}` });
  try {
    const versioning = new AgentVersioning({ storage }).as({ id: 'quickstart' });

    console.log(`1. Import the histories in ${histories}`);
    const { agents, revisions, created, featured } = await importHistories(histories, versioning);
    console.log(`   ${created} new versions, ${revisions - created} were there already\n`);

    await walk(versioning, featured);

    const versions = await countAllVersions(versioning);
    console.log(`Done: ${agents} agents imported; ${versions} versions in ${db}`);
    console.log('Run it again: nothing is imported twice.\n');
    console.log(nextSteps({ db, agentId: featured.agentId }));
  } finally {
    await storage.close();
  }
}

async function walk(versioning: AgentVersioning, { agentId, versions }: ImportOutput['featured']): Promise<void> {
  const newest = versions.length;

  console.log(`2. The history of ${agentId}\n${await historyTable(versioning, agentId)}\n`);

  console.log(`3. What changed from version ${newest - 1} to version ${newest}`);
  const comparison = await versioning.compare(agentId, { from: Math.max(newest - 1, 1), to: newest });
  console.log(`${describeDifference(comparison).join('\n')}\n`);

  console.log(`4. Activate version ${newest}`);
  const active = await versioning.activate(agentId, newest, { reason: 'Quickstart' });
  console.log(`   version ${newest} is served now (label "active", revision ${active.revision})\n`);

  console.log('5. Try to delete the version that is served');
  console.log(`   ${await refusal(() => versioning.delete(agentId, newest))}\n`);

  console.log('6. Bring version 1 back, as a new version');
  const { version, created } = await versioning.restore(agentId, 1, { message: 'Restore version 1' });
  const said = created ? 'made from' : 'had been made from';
  console.log(`   version ${version.versionNumber} ${said} version 1; nothing was overwritten\n`);

  console.log(`7. The history again\n${await historyTable(versioning, agentId)}\n`);

  console.log('8. Verify it, every link from the first version to the last');
  const report = await versioning.verifyHistory(agentId);
  console.log(report.ok ? `   ${report.versions} versions, not one altered\n` : `   BROKEN: ${report.break.problem}\n`);
}

/** What the refusal says; that there is none would be a fault. */
async function refusal(deletion: () => Promise<unknown>): Promise<string> {
  try {
    await deletion();
  } catch (error) {
    if (isStorageError(error) && error.code === 'version_in_use') return `refused, ${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('the version that is served was deleted');
}

async function countAllVersions(versioning: AgentVersioning): Promise<number> {
  let count = 0;
  for (let page = 1, more = true; more; page += 1) {
    const listed = await versioning.listAgents({ page, perPage: 100 });
    for (const { id } of listed.agents) {
      const { total } = await versioning.list({ agentId: id, perPage: 1, includeSnapshot: false });
      count += total;
    }
    more = listed.hasMore;
  }
  return count;
}
