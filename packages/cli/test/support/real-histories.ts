/** The histories that come with the quickstart, in a database, with all that can happen to histories. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentConfig, AgentVersioning } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { emptyFolder } from './folder';

const SHIPPED = join(import.meta.dirname, '../../../../examples/quickstart/histories.jsonl');

interface History {
  agentId: string;
  revisions: { createdAt: string; createdBy?: string; changeMessage?: string; config: AgentConfig }[];
}

/** What the histories hold once {@link folderWithHistories} is done. */
export const COUNTS = { agents: 5, versions: 18, deletions: 3, moves: 6 };

/** All that is hard to carry in a line of text, a line separator and half of an emoji's bytes at a chunk's end included. */
const AWKWARD = { name: '', instructions: 'One\u2028two\u2029three\r\nfour 🛠️ \u0001 "quoted"', metadata: null };

/**
 * A folder whose database has the histories of real agents, of different authors and years; labels that moved, split and
 * went; versions that were deleted and redacted; an agent of texts that are {@link AWKWARD}; edits in no version.
 */
export async function folderWithHistories(): Promise<string> {
  const cwd = await emptyFolder();
  const storage = new LibSQLStore({ id: 'histories', url: `file:${join(cwd, 'agent-versions.db')}` });
  const versioning = new AgentVersioning({ storage, actor: { id: 'mira' } });
  const lines = (await readFile(SHIPPED, 'utf8')).trimEnd().split('\n');
  for (const line of lines) await addHistory(versioning, JSON.parse(line));
  await versioning.setLabel('support-triage', 'production', 2, { reason: 'Release 1' });
  const targets = [
    { version: 2, weight: 9000 },
    { version: 'head', weight: 1000 },
  ];
  await versioning.setLabel('support-triage', 'production', { targets }, { reason: 'Release 2' });
  await versioning.activate('release-notes', 4);
  await versioning.activate('release-notes', 5);
  await versioning.setLabel('release-notes', 'beta', 5);
  await versioning.removeLabel('release-notes', 'beta');
  await versioning.prune('release-notes', { keepLast: 2 });
  await versioning.redact('sql-analyst', 2, { reason: 'A key' });
  await versioning.createAgent({ id: 'awkward \u2028 🛠️', ...AWKWARD });
  await storage.close();
  return cwd;
}

async function addHistory(versioning: AgentVersioning, { agentId, revisions }: History): Promise<void> {
  const [first, ...others] = revisions.map(({ createdAt, createdBy, changeMessage: message, config }) => ({
    config,
    options: { createdAt: new Date(createdAt), createdBy, message, force: true },
  }));
  if (!first) return;
  const { force: _, ...options } = first.options;
  await versioning.createAgent({ ...first.config, id: agentId }, options);
  for (const other of others) await versioning.save(agentId, other.config, other.options);
}

/** The lines of an export; of records without what is the target's own: revision and times. */
export function portable(text: string): unknown[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { record, ...rest } = JSON.parse(line);
      return record ? { ...rest, record: { versionNumber: record.versionNumber } } : JSON.parse(line);
    });
}
