/** Imports a file of histories: every revision becomes a version, once. */
import { stat } from 'node:fs/promises';
import type { AgentConfig, AgentVersion, AgentVersioning, SaveOutput } from '@agent-versions/core';
import { type History, parseHistory, readLines } from './histories';
import { startProgress } from './progress';

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
export async function importHistories(path: string, versioning: AgentVersioning): Promise<ImportOutput> {
  const done: ImportOutput = { agents: 0, revisions: 0, created: 0, featured: { agentId: '', versions: [] } };
  const { size } = await stat(path).catch((cause: Error) => {
    throw new Error(`${path} cannot be read: name a JSONL file of histories (${cause.message})`, { cause });
  });
  const progress = startProgress(size);
  try {
    for await (const line of readLines(path)) {
      const { agentId, versions, created } = await importLine(line.text, versioning).catch((cause: Error) => {
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

/** The first revision creates the agent, each that follows is a save. A second run gets what the first one made. */
async function importLine(text: string, versioning: AgentVersioning) {
  const { agentId, revisions }: History = parseHistory(text);
  const imported: SaveOutput[] = [];
  let before: AgentConfig = {};
  for (const [index, { config, changeMessage, ...about }] of revisions.entries()) {
    const options = { ...about, message: changeMessage, idempotencyKey: `import-${index + 1}` };
    const remove = Object.keys(before).filter((field) => !(field in config));
    imported.push(
      index === 0
        ? await versioning.createAgent({ ...config, id: agentId }, options)
        : await versioning.save(agentId, config, { ...options, remove, force: true }),
    );
    before = config;
  }
  const created = imported.filter((output) => output.created).length;
  return { agentId, versions: imported.map(({ version }) => version), created };
}
