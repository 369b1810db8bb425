/** One agent's labels in memory, and every move they made. */
import { compareText, SortedList } from '../../order';
import type { LabelMoveRow, LabelRow } from './inmemory-rows';
import type { ListLabelMovesQuery } from './input-lists';
import type { LabelTarget } from './records';

/** The most labels that a list shows. */
const MAX_LISTED = 1000;

/** Labels of one agent, with the moves of each and of all. */
export class InMemoryLabels {
  readonly #labels = new Map<string, LabelRow>();
  readonly #moves = newMoves();
  readonly #movesByLabel = new Map<string, { byTime: SortedList<LabelMoveRow>; byRevision: LabelMoveRow[] }>();

  /** The label of that name. */
  get(label: string): LabelRow | undefined {
    return this.#labels.get(label);
  }

  /** The labels by name. */
  list(): LabelRow[] {
    return this.#sorted().slice(0, MAX_LISTED);
  }

  /** The version that the first label by name holds, with all labels that hold it; of `versionId` only, if given. */
  holders(versionId?: string): { versionId: string; labels: string[] } | null {
    const all = this.#sorted();
    const held = versionId ?? all[0]?.targets[0]?.versionId;
    if (held === undefined) return null;
    const labels = all.filter((row) => row.targets.some((target) => target.versionId === held)).map((row) => row.label);
    return labels.length > 0 ? { versionId: held, labels } : null;
  }

  /** The ids of all versions that a label points at. */
  heldVersions(): Set<string> {
    const rows = [...this.#labels.values()];
    return new Set(rows.flatMap((row) => row.targets.map(({ versionId }) => versionId)));
  }

  /** The revision of a label's last move, also when it was removed; 0 where it never moved. */
  lastRevision(label: string): number {
    return this.#movesByLabel.get(label)?.byRevision.length ?? 0;
  }

  /** The move that brought a label to a revision. */
  moveOf(label: string, revision: number): LabelMoveRow | undefined {
    return this.#movesByLabel.get(label)?.byRevision[revision - 1];
  }

  /** The ids of all moves. */
  moveIds(): string[] {
    return this.#moves.slice({ offset: 0, limit: this.#moves.size, direction: 'ASC' }).map(({ id }) => id);
  }

  /** Where a label pointed at a time, in milliseconds. */
  targetsAt(label: string, time: number): readonly LabelTarget[] {
    const moves = this.#movesByLabel.get(label)?.byTime;
    if (!moves) return [];
    const later = moves.size - moves.countBelow((move) => (move.movedAt <= time ? -1 : 1));
    return moves.slice({ offset: later, limit: 1, direction: 'DESC' })[0]?.to ?? [];
  }

  /** Records a move, which must be the next one of its label, and brings the label to it. */
  move(move: LabelMoveRow): void {
    const { agentId, label, to: targets, revision, movedAt, movedBy } = move;
    const moves = this.#movesByLabel.get(label) ?? { byTime: newMoves(), byRevision: [] };
    this.#movesByLabel.set(label, moves);
    moves.byTime.add(move);
    moves.byRevision.push(move);
    this.#moves.add(move);
    if (!targets) this.#labels.delete(label);
    else this.#labels.set(label, { agentId, label, targets, revision, updatedAt: movedAt, updatedBy: movedBy });
  }

  /** Takes a label away without a move: others follow that say where it points. */
  unset(label: string): void {
    this.#labels.delete(label);
  }

  /** A page of moves, newest first, and how many there are. */
  movePage({ label, page, perPage }: ListLabelMovesQuery): { rows: LabelMoveRow[]; total: number } {
    const moves = label === undefined ? this.#moves : this.#movesByLabel.get(label)?.byTime;
    const rows = moves?.slice({ offset: (page - 1) * perPage, limit: perPage, direction: 'DESC' });
    return { rows: rows ?? [], total: moves?.size ?? 0 };
  }

  #sorted(): LabelRow[] {
    return [...this.#labels.values()].sort((a, b) => compareText(a.label, b.label));
  }
}

function newMoves(): SortedList<LabelMoveRow> {
  return new SortedList((a, b) => a.movedAt - b.movedAt || a.revision - b.revision || compareText(a.id, b.id));
}
