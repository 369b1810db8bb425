/** Histories of agents as files have them: one agent a line, its revisions oldest first. */
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AgentConfig, AgentVersioning } from '@agent-versions/core';

const ROOT = resolve(import.meta.dirname, '../..');

/** The histories that the quickstart comes with. */
export const SHIPPED = join(ROOT, 'examples/quickstart/histories.jsonl');

/** A file of 135 real agents, where there is one. */
export const REAL = process.env.AGENT_HISTORIES ?? resolve(ROOT, '../shared/data/agent-histories.jsonl');

/** Whether that file is there. */
export const hasReal = existsSync(REAL);

/** One agent, and how it came to be what it is. */
export interface History {
  agentId: string;
  revisions: { createdAt: string; createdBy?: string; changeMessage?: string; config: AgentConfig }[];
}

/** The histories of a file. */
export async function readHistories(path: string): Promise<History[]> {
  const histories: History[] = [];
  await using file = await open(path);
  for await (const line of file.readLines()) if (line.trim() !== '') histories.push(JSON.parse(line));
  return histories;
}

/** Makes a version of each revision: the first creates the agent, each that follows is a save. */
export async function storeHistory(service: AgentVersioning, { agentId, revisions }: History): Promise<void> {
  let before: AgentConfig = {};
  for (const [index, { config, createdAt, createdBy, changeMessage: message }] of revisions.entries()) {
    const options = { createdAt: new Date(createdAt), createdBy, message };
    const remove = Object.keys(before).filter((field) => !(field in config));
    if (index === 0) await service.createAgent({ ...config, id: agentId }, options);
    else await service.save(agentId, config, { ...options, remove, force: true });
    before = config;
  }
}

/** How many histories are worked on at once. */
const LANES = 8;

/** Does something with each history, several at a time. */
export async function forEachHistory(
  histories: readonly History[],
  work: (history: History) => Promise<void>,
): Promise<void> {
  const left = histories.values();
  const lane = async (): Promise<void> => {
    for (const history of left) await work(history); // the lanes share the iterator
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
