/** Four worker processes on one database, and the suite's own process beside them. */
import type { AgentVersion, AgentVersionsStorage, MastraStorage } from '@agent-versions/core';
import type { StoreConformanceInput, StoreProcesses } from '../input';
import type { Outcome } from '../refusal';
import { freshId } from '../samples';
import { Child } from './child';

/** Each process lives in another time zone: none of them may matter. */
const TIME_ZONES = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia'];

/** What the processes work on. */
export interface Processes {
  /** The store as the suite's own process sees it. */
  readonly storage: MastraStorage;
  /** Its domain `agentVersions`. */
  readonly versions: AgentVersionsStorage;
  /** The worker processes. */
  readonly children: readonly Child[];
  /** What came of the children's first calls, made on a namespace that nobody had initialised. */
  readonly first: { agentId: string; outcomes: readonly Outcome<AgentVersion>[] };
}

/** Opens a new namespace in four processes at once, before anybody initialised it. */
export async function startProcesses(input: StoreConformanceInput, processes: StoreProcesses): Promise<Processes> {
  const storage = await input.open();
  const connection = processes.connect(storage);
  const children = TIME_ZONES.map((timeZone) => new Child({ module: connection.module, timeZone }));
  await Promise.all(children.map((child) => child.open(connection)));
  const agentId = freshId();
  const call = { agentId, snapshot: {} };
  const outcomes = await Promise.all(children.map((child) => child.call('agentVersions', 'createVersion', call)));
  const versions = await storage.requireStore('agentVersions');
  return { storage, versions, children, first: { agentId, outcomes } };
}
