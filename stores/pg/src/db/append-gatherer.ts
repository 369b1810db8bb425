/**
 * Appends to one agent that come while another is under way are sent together as one statement. They would only have
 * queued for the agent's head row, each with a connection of its own.
 */
import { ConstraintError, type NewVersionRow, type SqlRow } from '@agent-versions/sql';
import type { Sql } from 'sql-template-tag';

/** How many go into one statement, and how much text. */
const MOST_ROWS = 64;
const MOST_TEXT = 1_048_576;

/** How appends are sent. */
export interface AppendSender {
  /** The statement for several rows of one agent, none of them with an expectation. */
  appendVersions(rows: readonly NewVersionRow[]): Sql;
  /** Runs one statement as one write. */
  send(query: Sql): Promise<SqlRow[]>;
}

/** An append that waits for its turn. */
interface Waiting {
  readonly row: NewVersionRow;
  /** The statement for this row alone. */
  readonly query: Sql;
  resolve(rows: SqlRow[]): void;
  reject(error: unknown): void;
}

/** Has at most one statement under way for each agent. A lone append is sent at once. */
export class AppendGatherer {
  readonly #sender: AppendSender;
  /** Who waits, for each agent with a statement under way. */
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(sender: AppendSender) {
    this.#sender = sender;
  }

  /** Whether a row may share a statement: it must not depend on those before it, and write nothing but a version. */
  static takes(row: NewVersionRow): boolean {
    return row.expected === null && row.versionNumber === null && row.record === null;
  }

  /** Appends a row; `query` is the statement for it alone. Answers, and fails, as that would. */
  append(row: NewVersionRow, query: Sql): Promise<SqlRow[]> {
    return new Promise((resolve, reject) => {
      const append: Waiting = { row, query, resolve, reject };
      const waiting = this.#waiting.get(row.agentId);
      if (waiting) waiting.push(append);
      else void this.#sendAll(append);
    });
  }

  async #sendAll(first: Waiting): Promise<void> {
    const { agentId } = first.row;
    const waiting: Waiting[] = [];
    this.#waiting.set(agentId, waiting);
    await this.#sendAlone(first);
    while (waiting.length > 0) await this.#sendTogether(waiting.splice(0, countThatFit(waiting)));
    this.#waiting.delete(agentId);
  }

  async #sendAlone({ query, resolve, reject }: Waiting): Promise<void> {
    await this.#sender.send(query).then(resolve, reject);
  }

  async #sendTogether(batch: readonly Waiting[]): Promise<void> {
    const [only, ...others] = batch;
    if (only && others.length === 0) return this.#sendAlone(only);
    try {
      const rows = await this.#sender.send(this.#sender.appendVersions(batch.map(({ row }) => row)));
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const { row, resolve } of batch) resolve([byId.get(row.id)].filter((found) => found !== undefined));
    } catch (error) {
      // one of them was refused, and took the others with it: who it was shows when each goes alone
      if (error instanceof ConstraintError) for (const append of batch) await this.#sendAlone(append);
      else for (const { reject } of batch) reject(error);
    }
  }
}

/** How many of those that wait go into one statement: at least one. */
function countThatFit(waiting: readonly Waiting[]): number {
  let text = 0;
  const end = waiting.findIndex(({ row }, index) => {
    text += row.snapshot.length;
    return index > 0 && (index === MOST_ROWS || text > MOST_TEXT);
  });
  return end === -1 ? waiting.length : end;
}
