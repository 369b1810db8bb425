/** A save by hand: what is read before it, and what becomes of that. */
import { isDeepStrictEqual } from 'node:util';
import type { AgentConfig, AgentVersion } from '@agent-versions/core';
import type { SaveAgentInput } from '../workload/operations';
import { FILLER_HASH, toCreated } from './records';

/** An agent's record and its newest version, read in one statement. */
export interface DraftRow {
  config: AgentConfig;
  revision: number;
  /** The version that `config` was last saved as. */
  versionNumber: number | null;
  headNumber: number;
  /** Of the newest version. */
  snapshot: AgentConfig;
}

/** What a save is going to write. */
export interface Draft {
  snapshot: AgentConfig;
  changedFields: string[];
}

/** Puts a change on top of what an agent is: its record, or its newest version where that was made around the record. */
export function draft(row: DraftRow, changes: AgentConfig): Draft {
  const snapshot = { ...(row.versionNumber === row.headNumber ? row.config : row.snapshot), ...changes };
  const changedFields = Object.keys(snapshot).filter(
    (field) => !isDeepStrictEqual(snapshot[field], row.snapshot[field]),
  );
  return { snapshot, changedFields: changedFields.sort() };
}

/** The version that a save made. */
export function toSaved(
  input: SaveAgentInput,
  made: Draft & { id: string; versionNumber: number; createdAt: Date },
): AgentVersion {
  const { id, versionNumber, createdAt, ...drafted } = made;
  const { agentId, message: changeMessage, createdBy } = input;
  const contentHash = FILLER_HASH;
  return toCreated({ ...drafted, agentId, changeMessage, createdBy }, { id, versionNumber, createdAt, contentHash });
}

/** The agent's record that a save by hand begins with. */
export function requireDraft<Row>(row: Row | undefined, agentId: string): Row {
  if (!row) throw new Error(`There is no agent ${agentId}`);
  return row;
}
