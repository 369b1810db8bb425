/** The histories that are measured: how many agents, how many versions each, how large; and what is in each row. */
import { type AgentConfig, chainEntryHash, chainLink } from '@agent-versions/core';
import { seededRandom } from './random';
import { type SnapshotDocument, snapshotDocuments } from './snapshots';

/** A data set: `agents` agents with `versions` versions each. */
export interface History {
  /** As the table shows it. */
  name: HistoryName;
  agents: number;
  versions: number;
  /** About how many bytes of canonical JSON a snapshot has. */
  snapshotBytes: number;
}

/** Agents × versions. */
export type HistoryName = '1 × 100' | '1 × 10,000' | '1 × 100,000' | '100 × 100' | '1,000 × 100';

/** A row as every loader inserts it. */
export interface LoadedVersion {
  id: string;
  agentId: string;
  versionNumber: number;
  changedFields: string[];
  changeMessage: string;
  createdBy: string;
  createdAt: Date;
  /** Its link in the history's chain. */
  chainHash: string;
  document: SnapshotDocument;
}

const KB = 1024;

/** Every data set. 20 KB stops at 10,000 versions: 100,000 would be 2 GB on each side. */
export const HISTORIES: readonly History[] = [
  { name: '1 × 100', agents: 1, versions: 100, snapshotBytes: 2 * KB },
  { name: '1 × 10,000', agents: 1, versions: 10_000, snapshotBytes: 2 * KB },
  { name: '1 × 100,000', agents: 1, versions: 100_000, snapshotBytes: 2 * KB },
  { name: '1,000 × 100', agents: 1000, versions: 100, snapshotBytes: 2 * KB },
  { name: '1 × 100', agents: 1, versions: 100, snapshotBytes: 20 * KB },
  { name: '1 × 10,000', agents: 1, versions: 10_000, snapshotBytes: 20 * KB },
];

/** As many versions as are pruned, the newest, and the one that is active. */
export const PRUNED_HISTORY: History = { name: '1 × 10,000', agents: 1, versions: 10_002, snapshotBytes: 2 * KB };

/** What is served over HTTP. */
export const HTTP_HISTORY: History = { name: '100 × 100', agents: 100, versions: 100, snapshotBytes: 2 * KB };

/** What is imported: one long history, and many short ones. */
export const IMPORTED_HISTORIES: readonly History[] = [
  { name: '1 × 10,000', agents: 1, versions: 10_000, snapshotBytes: 2 * KB },
  HTTP_HISTORY,
];

/** A name for files and schemas. */
export function historyKey(history: History): string {
  return `h${history.agents}x${history.versions}x${history.snapshotBytes / KB}k`;
}

/** The id of the `index`-th agent. */
export function agentId(index: number): string {
  return `agent-${String(index).padStart(6, '0')}`;
}

/** The id of a loaded version; like ULIDs, ids grow in the order in which the versions were made. */
export function versionId(history: History, agent: number, versionNumber: number): string {
  return `01J${String(position(history, agent, versionNumber)).padStart(23, '0')}`;
}

/** The number of the version that the label `active` points at: in the middle, where no other read looks. */
export function activeNumber(history: History): number {
  return Math.ceil(history.versions / 2);
}

/** The snapshot of a loaded version. */
export function loadedDocument(history: History, agent: number, versionNumber: number): SnapshotDocument {
  const documents = snapshotDocuments(history.snapshotBytes);
  return documents[documentIndex(agent, versionNumber) % documents.length] as SnapshotDocument;
}

/** The rows of a history, in the order in which its agents would have made them: in turns. */
export function* loadedVersions(history: History): Generator<LoadedVersion> {
  const links: string[] = [];
  for (let versionNumber = 1; versionNumber <= history.versions; versionNumber++) {
    for (let agent = 0; agent < history.agents; agent++) {
      const version = loadedVersion({ history, agent, versionNumber, previous: links[agent] });
      links[agent] = version.chainHash;
      yield version;
    }
  }
}

const START = Date.UTC(2024, 0, 1);
const MINUTE = 60_000;

function loadedVersion(input: {
  history: History;
  agent: number;
  versionNumber: number;
  previous: string | undefined;
}): LoadedVersion {
  const { history, agent, versionNumber, previous } = input;
  const document = loadedDocument(history, agent, versionNumber);
  const changeMessage = `Sharpen the instructions after review ${versionNumber}`;
  const createdBy = 'user-42';
  const createdAt = new Date(START + MINUTE * position(history, agent, versionNumber));
  const entryHash = chainEntryHash({ contentHash: document.contentHash, createdBy, changeMessage });
  return {
    id: versionId(history, agent, versionNumber),
    agentId: agentId(agent),
    versionNumber,
    changedFields: ['instructions', 'tools'],
    changeMessage,
    createdBy,
    createdAt,
    chainHash: chainLink({ previous, versionNumber, createdAt, entryHash }),
    document,
  };
}

function position(history: History, agent: number, versionNumber: number): number {
  return (versionNumber - 1) * history.agents + agent;
}

function documentIndex(agent: number, versionNumber: number): number {
  return agent * 7 + versionNumber;
}

const SERVED_AGENTS = 10;

/** Picks what to read and write next. Two samplers of one history pick the same. */
export class Sampler {
  readonly history: History;
  readonly #documents: SnapshotDocument[];
  readonly #random = seededRandom(42);

  constructor(history: History) {
    this.history = history;
    this.#documents = snapshotDocuments(history.snapshotBytes);
  }

  /** The id of any agent. */
  agentId(): string {
    return agentId(this.#below(this.history.agents));
  }

  /** The id of one of the few agents that are served all the time. */
  servedAgentId(): string {
    return agentId(this.#below(Math.min(this.history.agents, SERVED_AGENTS)));
  }

  /** Any number of the loaded ones. */
  versionNumber(): number {
    return 1 + this.#below(this.history.versions);
  }

  /** The id of any loaded version. */
  versionId(): string {
    return versionId(this.history, this.#below(this.history.agents), this.versionNumber());
  }

  /** What to change of an agent; no two changes are the same. */
  changes(): AgentConfig {
    const { instructions, metadata } = this.document().snapshot;
    return { instructions, metadata: { ...Object(metadata), build: this.#below(2 ** 31) } };
  }

  /** A whole snapshot to store. */
  document(): SnapshotDocument {
    return this.#documents[this.#below(this.#documents.length)] as SnapshotDocument;
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }
}
