/** Imports a file of histories: every revision becomes a version, once. */
import { stat } from 'node:fs/promises';
import type { AgentsStorage, AgentVersion, AgentVersionsStorage } from '@agent-versions/core';
import { changedFields } from './difference';
import { type History, parseHistory, readLines } from './histories';
import { startProgress } from './progress';

/** The domains that the quickstart works with. */
export interface Domains {
  agents: AgentsStorage;
  versions: AgentVersionsStorage;
}

/** What an import did. */
export interface ImportOutput {
  agents: number;
  /** How many revisions the file has. */
  revisions: number;
  /** How many of them were not in the database before. */
  created: number;
  /** The agent with the longest history, and its versions, oldest first: the one to look at. */
  featured: { agentId: string; versions: AgentVersion[] };
}

/**
 * Imports the file line by line. A line that cannot be imported ends it; what came before stays, and a second run goes
 * on from there.
 */
export async function importHistories(path: string, domains: Domains): Promise<ImportOutput> {
  const done: ImportOutput = { agents: 0, revisions: 0, created: 0, featured: { agentId: '', versions: [] } };
  const { size } = await stat(path).catch((cause: Error) => {
    throw new Error(`${path} cannot be read: name a JSONL file of histories (${cause.message})`, { cause });
  });
  const progress = startProgress(size);
  try {
    for await (const line of readLines(path)) {
      const { agentId, versions, created } = await importLine(line.text, domains).catch((cause: Error) => {
        const rest = `Agents imported before it: ${done.agents}. Mend the line and run this again.`;
        throw new Error(`${path}, line ${line.number}: ${cause.message}. ${rest}`, { cause });
      });
      done.agents += 1;
      done.revisions += versions.length;
      done.created += created;
      if (versions.length > done.featured.versions.length) done.featured = { agentId, versions };
      progress.update(line.bytesRead, done);
    }
  } finally {
    progress.stop(done);
  }
  if (done.agents === 0) throw new Error(`${path} holds no history`);
  return done;
}

async function importLine(text: string, { agents, versions }: Domains) {
  const { agentId, revisions }: History = parseHistory(text);
  const before = await versions.countVersions(agentId);
  const imported: AgentVersion[] = [];
  for (const [index, { config, ...about }] of revisions.entries()) {
    const version = await versions.createVersion({
      ...about,
      agentId,
      snapshot: config,
      changedFields: changedFields(revisions[index - 1]?.config ?? {}, config),
      idempotencyKey: `import-${index + 1}`, // a second run gets the version that the first one made
    });
    imported.push(version);
  }
  // the agent's own record holds what is being edited: the newest revision
  const newest = revisions.at(-1)?.config;
  if (!(await agents.getAgent(agentId))) await agents.createAgent({ ...newest, id: agentId });
  return { agentId, versions: imported, created: (await versions.countVersions(agentId)) - before };
}
