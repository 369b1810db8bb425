/** Writes all there is of one agent as lines: its record, its history, the moves of its labels. */
import { CorruptRowError } from '../../errors';
import { TABLE_AGENT_VERSIONS } from '../../storage/constants';
import type { AgentVersionsStorage } from '../../storage/domains/agent-versions/base';
import type { HistoryEntry, HistoryHead } from '../../storage/domains/agent-versions/records';
import type { StorageAgentType } from '../../storage/types';
import type { ActionScope } from '../context';
import { numberOf } from '../history-check';
import { HistoryReader } from '../history-reader';
import { MovesReader } from './moves-reader';
import { writeAgent, writeEntry, writeLine, writeMove } from './write-lines';

/** How much was written so far. */
export interface ExportHistoriesProgress {
  agents: number;
  versions: number;
  /** What is left of deleted versions. */
  deletions: number;
  /** Moves of labels. */
  moves: number;
}

/** What an export works with. */
export interface ExportWork {
  scope: ActionScope;
  progress: ExportHistoriesProgress;
  /** Called between two pages; throws where the caller wants an end. */
  step: () => void;
}

/** An agent as it was when its turn came. */
export interface ExportedAgent {
  agentId: string;
  agent: StorageAgentType | null;
  head: HistoryHead | null;
}

/** Whether anything is left of a history but where it stands. */
export function hasEntries(head: HistoryHead | null): head is HistoryHead {
  return head !== null && head.lastNumber > head.floorNumber;
}

/** One agent's lines. What is saved meanwhile may be among them. */
export async function* exportAgent(work: ExportWork, exported: ExportedAgent): AsyncGenerator<string> {
  const { agentId, agent, head } = exported;
  const { progress } = work;
  const { versions } = work.scope;
  const start = hasEntries(head) ? head : { floorNumber: 0 };
  const before = { ...progress };
  yield writeAgent(agentId, start, agent);
  const history = new HistoryLines({ work, versions, agentId, start });
  yield* history.write(hasEntries(head) ? head.lastNumber : 0);
  const reader = new MovesReader({ versions, agentId });
  for (let moves = await reader.read(); moves && !history.deleted; moves = await reader.read()) {
    // labels may have moved to versions that came after the first look
    yield* history.write((await versions.getHead(agentId))?.lastNumber ?? 0);
    if (history.deleted) break;
    yield* moves.map(writeMove);
    progress.moves += moves.length;
    work.step();
  }
  progress.agents += 1;
  work.step();
  const { lastNumber, chainHash } = history;
  const counts = {
    versions: progress.versions - before.versions,
    deletions: progress.deletions - before.deletions,
    moves: progress.moves - before.moves,
  };
  yield writeLine({ type: 'agentEnd', agentId, ...counts, lastNumber, chainHash });
}

/** The entries of one history, as far as they were written. */
class HistoryLines {
  /** The number of the last entry. */
  lastNumber: number;
  /** The link of the last entry. */
  chainHash: string | undefined;
  /** Whether the history was deleted while it was read: what is written of it is all there will be. */
  deleted = false;
  readonly #work: ExportWork;
  readonly #versions: AgentVersionsStorage;
  readonly #agentId: string;
  readonly #reader: HistoryReader;

  constructor(input: {
    work: ExportWork;
    versions: AgentVersionsStorage;
    agentId: string;
    start: { floorNumber: number; floorHash?: string };
  }) {
    const { versions, agentId, start } = input;
    this.#work = input.work;
    this.#versions = versions;
    this.#agentId = agentId;
    this.lastNumber = start.floorNumber;
    this.chainHash = start.floorHash;
    this.#reader = new HistoryReader({ versions, agentId, after: start.floorNumber });
  }

  /** Goes on up to a number at least. */
  async *write(through: number): AsyncGenerator<string> {
    while (this.lastNumber < through && !this.deleted) {
      this.#work.step();
      const entries = await this.#reader.read();
      if (entries.length === 0) await this.#explainHole();
      for (const entry of entries) {
        if (numberOf(entry) !== this.lastNumber + 1) await this.#explainHole();
        if (this.deleted) return;
        this.#count(entry);
        yield writeEntry(entry);
      }
    }
  }

  #count(entry: HistoryEntry): void {
    const record = entry.kind === 'version' ? entry.version : entry.deletion;
    this.lastNumber = record.versionNumber;
    this.chainHash = record.chainHash;
    if (entry.kind === 'version') this.#work.progress.versions += 1;
    else this.#work.progress.deletions += 1;
  }

  /** @throws CorruptRowError unless the history was deleted by the rules */
  async #explainHole(): Promise<void> {
    const missing = this.lastNumber + 1;
    const head = await this.#versions.getHead(this.#agentId);
    if (!head || head.floorNumber < missing) {
      const id = `${this.#agentId}/${missing}`;
      throw new CorruptRowError({ table: TABLE_AGENT_VERSIONS, id, column: 'versionNumber' });
    }
    this.deleted = true;
  }
}
