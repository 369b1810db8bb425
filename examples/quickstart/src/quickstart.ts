/** The walk itself, one step a paragraph. */
import { type AgentVersion, isStorageError } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { describeDifference } from './difference';
import { historyTable } from './history-table';
import { type Domains, importHistories } from './import-histories';
import type { QuickstartOptions } from './options';
import { restoreVersion } from './restore-version';

/** Imports histories, then shows, compares, activates, protects and restores versions of the agent that has most. */
export async function runQuickstart({ db, histories }: QuickstartOptions): Promise<void> {
  const storage = new LibSQLStore({ id: 'quickstart', url: `file:${db}` });
  try {
    const domains: Domains = {
      agents: await storage.requireStore('agents'),
      versions: await storage.requireStore('agentVersions'),
    };

    console.log(`1. Import the histories in ${histories}`);
    const { agents, revisions, created, featured } = await importHistories(histories, domains);
    console.log(`   ${created} new versions, ${revisions - created} were there already\n`);

    await walk(domains, featured.agentId, featured.versions);

    const versions = await countAllVersions(domains);
    console.log(`Done: ${agents} agents imported; ${versions} versions in ${db}`);
    console.log('Run it again: nothing is imported twice.');
  } finally {
    await storage.close();
  }
}

async function walk(domains: Domains, agentId: string, imported: AgentVersion[]): Promise<void> {
  const { versions } = domains;
  const newest = imported.at(-1) as AgentVersion;
  const previous = imported.at(-2) ?? newest;
  const oldest = imported[0] as AgentVersion;

  console.log(`2. The history of ${agentId}\n${await historyTable(versions, agentId)}\n`);

  console.log(`3. What changed from version ${previous.versionNumber} to version ${newest.versionNumber}`);
  console.log(`${describeDifference(previous.snapshot, newest.snapshot).join('\n')}\n`);

  console.log(`4. Activate version ${newest.versionNumber}`);
  const active = await versions.setLabel({ agentId, label: 'active', versionId: newest.id, movedBy: 'quickstart' });
  console.log(`   version ${newest.versionNumber} is served now (label "active", revision ${active.revision})\n`);

  console.log('5. Try to delete the version that is served');
  console.log(`   ${await refusal(() => versions.deleteVersion(newest.id))}\n`);

  console.log(`6. Bring version ${oldest.versionNumber} back, as a new version`);
  const { version, created } = await restoreVersion(domains, oldest);
  const said = created ? 'made from' : 'had been made from';
  console.log(`   version ${version.versionNumber} ${said} version ${oldest.versionNumber}; nothing was overwritten\n`);

  console.log(`7. The history again\n${await historyTable(versions, agentId)}\n`);
}

/** What the refusal says; that there is none would be a fault. */
async function refusal(deletion: () => Promise<void>): Promise<string> {
  try {
    await deletion();
  } catch (error) {
    if (isStorageError(error) && error.code === 'version_in_use') return `refused, ${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('the version that is served was deleted');
}

async function countAllVersions({ agents, versions }: Domains): Promise<number> {
  let count = 0;
  for (let page = 1, more = true; more; page += 1) {
    const listed = await agents.listAgents({ page, perPage: 100 });
    for (const { id } of listed.agents) count += await versions.countVersions(id);
    more = listed.hasMore;
  }
  return count;
}
