/** Races between saves that bring the agent's record along: read, merge, append and replace in one step, or not at all. */

import { isDeepStrictEqual } from 'node:util';
import type {
  AgentsStorage,
  AgentVersion,
  AgentVersionsStorage,
  CreateVersionInput,
  StorageAgentType,
} from '@agent-versions/core';
import { type Outcome, outcomes } from '../refusal';
import { configOf, countTo, freshId } from '../samples';
import { auditHistory } from './creators';

/** One of those who save; each may live in another process. */
export interface Saver {
  /** Reads the record. */
  read(agentId: string): Promise<StorageAgentType | null>;
  /** Appends. */
  save(input: CreateVersionInput): Promise<Outcome<AgentVersion>>;
}

/** What became of the saves; right: all zero but `saved` and `retries`. */
export interface RecordedSaveFigures {
  /** Versions that were acknowledged. */
  saved: number;
  /** Conflicts after which a saver read again. */
  retries: number;
  /** Refused by anything but the conflict that names the record. */
  errors: number;
  /** Changes that the record does not show, or versions that are not stored as they were acknowledged. */
  lost: number;
  /** Versions under a number that another has. */
  duplicates: number;
  /** Numbers that nobody has. */
  gaps: number;
  /** By how much counts, or the record's revision, are wrong. */
  miscounted: number;
  /** Rounds after which the record was not what the head holds, or named another version. */
  apart: number;
}

/** Savers of this process. */
export function saversOf(store: { agents: AgentsStorage; versions: AgentVersionsStorage }, count: number): Saver[] {
  return countTo(count).map(() => ({
    read: (agentId) => store.agents.getAgent(agentId),
    save: async (input) => (await outcomes([store.versions.createVersion(input)]))[0] as Outcome<AgentVersion>,
  }));
}

/** Lets every saver change a field of its own, again and again; `rounds` times all at once. */
export async function raceRecordedSaves(
  store: { agents: AgentsStorage; versions: AgentVersionsStorage },
  input: { savers: readonly Saver[]; rounds: number },
): Promise<RecordedSaveFigures> {
  const { agents, versions } = store;
  const agentId = freshId();
  const saved = [await versions.createVersion({ agentId, snapshot: {}, record: { expected: 'none' } })];
  const figures = { retries: 0, errors: 0, lost: 0, miscounted: 0, apart: 0 };
  for (const round of countTo(input.rounds)) {
    const changes = input.savers.map((saver, index) =>
      saveField(saver, { agentId, field: `field${index}`, round, figures }),
    );
    for (const made of await Promise.all(changes)) if (made) saved.push(made);
    const [record, head] = await Promise.all([agents.getAgent(agentId), versions.getLatestVersion(agentId)]);
    figures.lost += input.savers.filter((_, index) => record?.[`field${index}`] !== round).length;
    figures.miscounted += Math.abs((record?.revision ?? 0) - saved.length);
    const same = record && isDeepStrictEqual(configOf(record), head?.snapshot);
    if (!same || record.versionNumber !== head?.versionNumber) figures.apart += 1;
  }
  const audit = await auditHistory(versions, { agentId, saved });
  return {
    ...figures,
    ...audit,
    lost: figures.lost + audit.lost,
    miscounted: figures.miscounted + audit.miscounted,
  };
}

async function saveField(
  saver: Saver,
  input: { agentId: string; field: string; round: number; figures: { retries: number; errors: number } },
): Promise<AgentVersion | undefined> {
  const { agentId, field, round, figures } = input;
  for (;;) {
    const record = await saver.read(agentId);
    const snapshot = { ...configOf(record ?? {}), [field]: round };
    const outcome = await saver.save({ agentId, snapshot, record: { expected: record?.revision ?? 'none' } });
    if (outcome.ok) return outcome.value;
    if (outcome.refusal.code !== 'conflict' || outcome.refusal.entity !== 'agent') {
      figures.errors += 1;
      return undefined;
    }
    figures.retries += 1;
  }
}
