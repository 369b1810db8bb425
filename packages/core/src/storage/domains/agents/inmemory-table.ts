/** The agents of an in-memory database, with the orders they are listed in. */
import { compareText, SortedList } from '../../order';
import { present } from '../../present';
import type { StorageAgentType } from '../../types';
import type { ListAgentsQuery, SetActiveVersionCommand } from './input';

/** An agent as kept: text and numbers only, so that nothing can be shared with a caller. */
export interface AgentRow {
  /** Unique. */
  readonly id: string;
  /** Canonical JSON. */
  readonly config: string;
  /** Undefined: no version is served. */
  readonly activeVersionId: string | undefined;
  /** Of the label `active` that `activeVersionId` follows; 0: none. */
  readonly activeRevision: number;
  /** The version that the configuration was last saved as. */
  readonly versionNumber: number | undefined;
  /** 1, and one more with each update. */
  readonly revision: number;
  /** Milliseconds. */
  readonly createdAt: number;
  /** Milliseconds. */
  readonly updatedAt: number;
}

/** Rows by id, and in both orders. Rows are never changed, only replaced. */
export class InMemoryAgentTable {
  readonly #rows = new Map<string, AgentRow>();
  readonly #orders = {
    createdAt: new SortedList<AgentRow>((a, b) => a.createdAt - b.createdAt || compareText(a.id, b.id)),
    updatedAt: new SortedList<AgentRow>((a, b) => a.updatedAt - b.updatedAt || compareText(a.id, b.id)),
  };

  /** How many agents there are. */
  get size(): number {
    return this.#rows.size;
  }

  /** The agent of that id. */
  get(id: string): AgentRow | undefined {
    return this.#rows.get(id);
  }

  /** Adds an agent, or replaces the one of that id. */
  set(row: AgentRow): void {
    this.delete(row.id);
    this.#rows.set(row.id, row);
    this.#orders.createdAt.add(row);
    this.#orders.updatedAt.add(row);
  }

  /** Takes an agent away, if it is there. */
  delete(id: string): void {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#rows.delete(id);
    this.#orders.createdAt.delete(row);
    this.#orders.updatedAt.delete(row);
  }

  /** Notes which version of the agent is served, if the agent is here. */
  setActiveVersion({ id, versionId, revision }: SetActiveVersionCommand): void {
    const row = this.#rows.get(id);
    if (row) this.set({ ...row, activeVersionId: versionId, activeRevision: revision });
  }

  /** The rows of a page. */
  page({ page, perPage, orderBy }: ListAgentsQuery): AgentRow[] {
    const offset = (page - 1) * perPage;
    return this.#orders[orderBy.field].slice({ offset, limit: perPage, direction: orderBy.direction });
  }
}

/** The agent that a row holds, made anew for each caller. */
export function readAgentRow(row: AgentRow): StorageAgentType {
  const { id, activeVersionId, versionNumber, revision } = row;
  const times = { createdAt: new Date(row.createdAt), updatedAt: new Date(row.updatedAt) };
  return { ...JSON.parse(row.config), ...present({ id, activeVersionId, versionNumber, revision }), ...times };
}
