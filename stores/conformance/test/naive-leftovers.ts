/** The methods that the naive store does without: no check is tested by them. */
import {
  AgentsStorage,
  type AgentVersion,
  AgentVersionsStorage,
  type HistoryHead,
  type ListHeadsOutput,
  type StorageAgentType,
} from '@agent-versions/core';

function missing(): never {
  throw new Error('The naive store has no such method');
}

/** Agents, as far as nobody writes them naively. */
export abstract class NaiveAgentsLeftovers extends AgentsStorage {
  override async init(): Promise<void> {}
  override async close(): Promise<void> {}

  override async replaceAgent(): Promise<StorageAgentType> {
    return missing();
  }

  override async setActiveVersion(): Promise<void> {
    return missing();
  }
}

/** Versions, as far as nobody writes them naively. */
export abstract class NaiveVersionsLeftovers extends AgentVersionsStorage {
  override async init(): Promise<void> {}
  override async close(): Promise<void> {}

  override async deleteHistory(): Promise<number> {
    return missing();
  }

  override async redactVersion(): Promise<AgentVersion> {
    return missing();
  }

  override async listHeads(): Promise<ListHeadsOutput> {
    return missing();
  }

  override async importHistory(): Promise<HistoryHead> {
    return missing();
  }

  override async importLabelMoves(): Promise<number> {
    return missing();
  }

  override async deleteEvents(): Promise<number> {
    return missing();
  }
}
