/** Reads a history page by page, in pages that are small where snapshots are large. */
import type { AgentVersionsStorage } from '../storage/domains/agent-versions/base';
import type { HistoryEntry } from '../storage/domains/agent-versions/records';
import { MAX_PER_PAGE } from '../storage/pagination';
import { numberOf } from './history-check';

/** The first page: not even of the largest snapshots (1 MiB by default) does it fill the memory. */
const FIRST_LIMIT = 16;

/** What a page should weigh, in bytes of JSON. */
const PAGE_BYTES = 4_194_304;

/** A place in one agent's history, and the way on from there. */
export class HistoryReader {
  /** The number of the last entry that was read. */
  lastNumber: number;
  readonly #versions: AgentVersionsStorage;
  readonly #agentId: string;
  #limit = FIRST_LIMIT;

  /** Begins after a number. */
  constructor(input: { versions: AgentVersionsStorage; agentId: string; after: number }) {
    this.#versions = input.versions;
    this.#agentId = input.agentId;
    this.lastNumber = input.after;
  }

  /** The next entries; none at the end. */
  async read(): Promise<HistoryEntry[]> {
    const page = { agentId: this.#agentId, after: this.lastNumber, limit: this.#limit };
    const entries = await this.#versions.listHistory(page);
    const last = entries.at(-1);
    if (last) this.lastNumber = numberOf(last);
    this.#resize(entries);
    return entries;
  }

  /** The next page by the weight of this one, but never more than four times as large: snapshots grow. */
  #resize(entries: readonly HistoryEntry[]): void {
    if (entries.length === 0) return;
    // the ends and the middle will do: neighbours are much alike
    const sample = [entries[0], entries[entries.length >> 1], entries.at(-1)] as HistoryEntry[];
    const heaviest = Math.max(...sample.map(weightOf));
    const fitting = Math.floor(PAGE_BYTES / heaviest);
    this.#limit = Math.max(1, Math.min(fitting, this.#limit * 4, MAX_PER_PAGE));
  }
}

/** Roughly the bytes of an entry, and never 0. */
function weightOf(entry: HistoryEntry): number {
  return 500 + (entry.kind === 'version' ? JSON.stringify(entry.version.snapshot).length : 0);
}
