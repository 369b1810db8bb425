/** Takes in the moves of one agent's labels, after the versions that they point at. */
import type { LabelMove } from '../../storage/domains/agent-versions/records';
import { MAX_PER_PAGE } from '../../storage/pagination';
import type { ActionScope } from '../context';
import { watchMoves } from '../label-moves';
import type { HistoryImport } from './import-history';
import type { ImportWork } from './import-work';
import { relocated } from './issues';
import { type LineOf, moveOf } from './read-lines';

/** One agent's moves on their way in. */
export class MovesImport {
  /** How many lines there were. */
  count = 0;
  readonly #work: ImportWork;
  readonly #scope: ActionScope;
  readonly #agentId: string;
  readonly #history: HistoryImport;
  #batch: { moves: LabelMove[]; lines: number[] } = { moves: [], lines: [] };

  constructor(input: { work: ImportWork; scope: ActionScope; agentId: string; history: HistoryImport }) {
    this.#work = input.work;
    this.#scope = input.scope;
    this.#agentId = input.agentId;
    this.#history = input.history;
  }

  /** Takes in a move, once its batch is full. */
  async add({ line, number }: { line: LineOf<'labelMove'>; number: number }): Promise<void> {
    this.count += 1;
    this.#batch.moves.push(moveOf(line));
    this.#batch.lines.push(number);
    if (this.#batch.moves.length === MAX_PER_PAGE) await this.flush(number, { more: true });
  }

  /** Stores the versions that have gathered, then the moves; whoever imports must be allowed to move those labels. */
  async flush(line: number, { more } = { more: false }): Promise<void> {
    await this.#history.flush();
    const { moves, lines } = this.#batch;
    this.#batch = { moves: [], lines: [] };
    if (moves.length === 0) return;
    const agentId = this.#agentId;
    const { context, output, step } = this.#work;
    const labels = [...new Set(moves.map(({ label }) => label))];
    await context.run({ operation: 'importLabelMoves', action: [], agentId, labels }, async ({ versions }) => {
      const tell = await watchMoves(context, this.#scope, { agentId, labels });
      output.moves += await relocated({ list: 'moves', lines }, () =>
        versions.importLabelMoves({ agentId, moves, more }),
      );
      await tell();
    });
    step(line);
  }
}
