/** The hash chain of a stored history, checked link by link with core's own functions. */
import { type AgentVersionsStorage, chainEntryHash, chainLink, type HistoryEntry } from '@agent-versions/core';

/** What is wrong with a chain; right: all zero but `links`. */
export interface ChainFigures {
  /** Numbers above the floor. */
  links: number;
  /** Links that do not follow from the one before and their own entry. */
  broken: number;
  /** Numbers of which the history says nothing. */
  holes: number;
  /** 1 where the head does not carry the last link or number, or the floor is not where the history begins. */
  wrongHead: number;
}

/** Walks a history from its floor to its head. */
export async function auditChain(versions: AgentVersionsStorage, agentId: string): Promise<ChainFigures> {
  const head = await versions.getHead(agentId);
  const figures: ChainFigures = { links: 0, broken: 0, holes: 0, wrongHead: 0 };
  let number = head?.floorNumber ?? 0;
  let previous = head?.floorHash;
  for (const entry of await wholeHistory(versions, agentId)) {
    const record = entry.kind === 'version' ? entry.version : entry.deletion;
    const { versionNumber, createdAt, chainHash } = record;
    const link = chainLink({ previous, versionNumber, createdAt, entryHash: chainEntryHash(record) });
    figures.links += 1;
    if (link !== chainHash) figures.broken += 1;
    figures.holes += Math.abs(versionNumber - number - 1);
    number = versionNumber;
    previous = chainHash;
  }
  if ((head?.lastNumber ?? 0) !== number || head?.chainHash !== previous) figures.wrongHead = 1;
  return figures;
}

/** Every entry of a history, a hundred at a time. */
export async function wholeHistory(versions: AgentVersionsStorage, agentId: string): Promise<HistoryEntry[]> {
  const all: HistoryEntry[] = [];
  let after = 0;
  for (;;) {
    const entries = await versions.listHistory({ agentId, after });
    const last = entries.at(-1);
    if (!last) return all;
    all.push(...entries);
    after = (last.kind === 'version' ? last.version : last.deletion).versionNumber;
  }
}
