/** Labels and their moves as the contract describes them, in the plainest way. */
import type { LabelMove, LabelTarget, RemoveLabelInput, VersionLabel } from '@agent-versions/core';
import { compareBytes } from '../samples';
import { conflict } from './refused';

/** A move without what only the store knows. */
export type KnownMove = Omit<LabelMove, 'id' | 'movedAt'>;

/** Labels and moves of all agents in one array each. */
export class LabelsModel {
  #labels: VersionLabel[] = [];
  #moves: KnownMove[] = [];

  /** The agent's labels by name. */
  of(agentId: string): VersionLabel[] {
    return this.#labels
      .filter((label) => label.agentId === agentId)
      .sort((left, right) => compareBytes(left.label, right.label));
  }

  /** The label as it is set, if it is. */
  get(agentId: string, label: string): VersionLabel | undefined {
    return this.#labels.find((each) => each.agentId === agentId && each.label === label);
  }

  /** The agent's moves, in the order in which they happened. */
  moves(agentId: string, label?: string): KnownMove[] {
    return this.#moves.filter((move) => move.agentId === agentId && (label === undefined || move.label === label));
  }

  /** The names of the labels that point at a version. */
  holders(versionId: string): string[] {
    const held = this.#labels.filter(({ targets }) => targets.some((target) => target.versionId === versionId));
    return held.map(({ label }) => label).sort(compareBytes);
  }

  /** The targets of a label, heaviest first, then by id. */
  heaviestFirst(agentId: string, label: string): LabelTarget[] {
    const targets = this.get(agentId, label)?.targets ?? [];
    return targets.toSorted(
      (left, right) => right.weight - left.weight || compareBytes(left.versionId, right.versionId),
    );
  }

  /** The label, which must be at the revision that is expected. */
  expect({ agentId, label, expected }: RemoveLabelInput): VersionLabel | undefined {
    const current = this.get(agentId, label);
    const actual = current?.revision ?? 0;
    if (expected !== undefined && (expected === 'none' ? 0 : expected) !== actual) {
      conflict('label', `${agentId}/${label}`, { expected, actual });
    }
    return current;
  }

  /** Moves a label, or takes it away; returns the move. `time`: when the store says it moved, if that is known. */
  move(input: RemoveLabelInput, to: LabelTarget[] | undefined, time: Date | undefined): KnownMove {
    const { agentId, label, movedBy, reason } = input;
    const current = this.get(agentId, label);
    const revision = this.moves(agentId, label).length + 1;
    const move = { agentId, label, revision, ...told({ from: current?.targets, to, movedBy, reason }) };
    this.#moves.push(move);
    this.#labels = this.#labels.filter((each) => each !== current);
    const updatedAt = time ?? new Date(Number.NaN);
    if (to) this.#labels.push({ agentId, label, targets: to, revision, updatedAt, ...told({ updatedBy: movedBy }) });
    return move;
  }

  /** Takes over the times that the store has for moves it did not tell of. */
  learnTimes(seen: readonly VersionLabel[]): void {
    for (const { agentId, label, revision, updatedAt } of seen) {
      const known = this.get(agentId, label);
      if (known?.revision === revision && Number.isNaN(known.updatedAt.getTime())) known.updatedAt = updatedAt;
    }
  }

  /** Forgets an agent's labels, and their moves. */
  drop(agentId: string): void {
    this.#labels = this.#labels.filter((label) => label.agentId !== agentId);
    this.#moves = this.#moves.filter((move) => move.agentId !== agentId);
  }
}

/** The fields that are there. */
export function told<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
