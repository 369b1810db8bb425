/** Reads an agent's label moves from the oldest on, out of a list that is newest first and grows meanwhile. */
import type { AgentVersionsStorage } from '../../storage/domains/agent-versions/base';
import type { LabelMove } from '../../storage/domains/agent-versions/records';

const PER_PAGE = 500;

/**
 * A place in the list, counted from its end, where nothing is added. A clock that was set back is no trouble: moves of a
 * label come out by revision, those that are early wait, and what was read already is passed over.
 */
export class MovesReader {
  readonly #versions: AgentVersionsStorage;
  readonly #agentId: string;
  /** How many of the oldest moves were read. */
  #consumed = 0;
  #total = 0;
  /** The last revision of each label that came out. */
  readonly #revisions = new Map<string, number>();
  /** Moves that wait for an earlier one, by revision and label. */
  readonly #early = new Map<string, LabelMove>();

  constructor(input: { versions: AgentVersionsStorage; agentId: string }) {
    this.#versions = input.versions;
    this.#agentId = input.agentId;
  }

  /** The next moves, those of each label by rising revision; null at the end. */
  async read(): Promise<LabelMove[] | null> {
    for (;;) {
      const page = pageOf(this.#total - this.#consumed);
      const { moves, total } = await this.#list(page);
      if (total < this.#total) return null; // the history was deleted meanwhile, its moves with it
      this.#total = total;
      const left = total - this.#consumed;
      if (left === 0) return null;
      if (page !== pageOf(left)) continue; // moved on meanwhile
      const unread = moves.slice(0, left - (page - 1) * PER_PAGE).reverse();
      this.#consumed += unread.length;
      return unread.flatMap((move) => this.#inOrder(move));
    }
  }

  async #list(page: number): Promise<{ moves: LabelMove[]; total: number }> {
    return this.#versions.listLabelMoves({ agentId: this.#agentId, page, perPage: PER_PAGE });
  }

  /** A move, if it is its turn, and those that waited for it. */
  #inOrder(move: LabelMove): LabelMove[] {
    const { label, revision } = move;
    const last = this.#revisions.get(label) ?? 0;
    if (revision <= last) return [];
    if (revision > last + 1) {
      this.#early.set(`${revision} ${label}`, move);
      return [];
    }
    const ready = [move];
    for (let next = revision + 1; ; next += 1) {
      const waiting = this.#early.get(`${next} ${label}`);
      if (!waiting) break;
      this.#early.delete(`${next} ${label}`);
      ready.push(waiting);
    }
    this.#revisions.set(label, revision + ready.length - 1);
    return ready;
  }
}

/** The page of a list, newest first, that has the move before which so many others are. */
function pageOf(left: number): number {
  return Math.max(1, Math.ceil(left / PER_PAGE));
}
