/** One agent's labels in memory, and every move they made. */
import { createId } from '../../ids';
import { compareText, SortedList } from '../../order';
import type { LabelTarget } from './base';
import type { LabelMoveRow, LabelRow } from './inmemory-rows';
import type { ListLabelMovesQuery, RemoveLabelCommand } from './input';

/** The most labels that a list shows. */
const MAX_LISTED = 1000;

/** Labels of one agent, with the moves of each and of all. */
export class InMemoryLabels {
  readonly #labels = new Map<string, LabelRow>();
  readonly #moves = newMoves();
  readonly #movesByLabel = new Map<string, SortedList<LabelMoveRow>>();

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

  /** Points a label elsewhere, and records the move. */
  set(command: RemoveLabelCommand, targets: readonly LabelTarget[]): LabelRow {
    const { agentId, label, revision, movedAt, movedBy } = this.#record(command, targets);
    const row = { agentId, label, targets, revision, updatedAt: movedAt, updatedBy: movedBy };
    this.#labels.set(label, row);
    return row;
  }

  /** Takes a label away, and records the move. */
  remove(command: RemoveLabelCommand): void {
    this.#record(command, undefined);
    this.#labels.delete(command.label);
  }

  /** A page of moves, newest first, and how many there are. */
  movePage({ label, page, perPage }: ListLabelMovesQuery): { rows: LabelMoveRow[]; total: number } {
    const moves = label === undefined ? this.#moves : this.#movesByLabel.get(label);
    const rows = moves?.slice({ offset: (page - 1) * perPage, limit: perPage, direction: 'DESC' });
    return { rows: rows ?? [], total: moves?.size ?? 0 };
  }

  #record(command: RemoveLabelCommand, to: readonly LabelTarget[] | undefined): LabelMoveRow {
    const { agentId, label, movedBy, reason } = command;
    const moves = this.#movesByLabel.get(label) ?? newMoves();
    // Every move is kept, also those of a label that was removed: its revisions are counted by them.
    const revision = moves.size + 1;
    const from = this.#labels.get(label)?.targets;
    const move = { id: createId(), agentId, label, revision, from, to, movedBy, reason, movedAt: Date.now() };
    this.#movesByLabel.set(label, moves);
    moves.add(move);
    this.#moves.add(move);
    return move;
  }

  #sorted(): LabelRow[] {
    return [...this.#labels.values()].sort((a, b) => compareText(a.label, b.label));
  }
}

function newMoves(): SortedList<LabelMoveRow> {
  return new SortedList((a, b) => a.movedAt - b.movedAt || a.revision - b.revision || compareText(a.id, b.id));
}
