/** The domain `agentVersions` as the contract describes it, in the plainest way: arrays, scans and no cleverness. */
import type {
  AgentVersion,
  AgentVersionSummary,
  CreateVersionInput,
  LabelMove,
  ListVersionsInput,
  RemoveLabelInput,
  SetLabelInput,
  VersionLabel,
} from '@agent-versions/core';
import { compareBytes } from '../samples';
import type { AgentsModel } from './agents-model';
import { naiveHash, throughJson } from './json';
import { conflict, inUse, notFound } from './refused';

/** What the model cannot know and takes from the store: the ids and times it made. */
type Seen<T> = T | undefined;

/** One page of a list, cut from the whole. */
export function cutPage<T>(all: readonly T[], { page = 1, perPage = 20 }: { page?: number; perPage?: number }) {
  const items = all.slice((page - 1) * perPage, page * perPage);
  return { items, total: all.length, page, perPage, hasMore: page * perPage < all.length };
}

/** Versions, labels and moves of all agents in one array each. */
export class VersionsModel {
  readonly #agents: AgentsModel;
  #versions: AgentVersion[] = [];
  #labels: VersionLabel[] = [];
  readonly #moves: Omit<LabelMove, 'id' | 'movedAt'>[] = [];
  readonly #lastNumbers = new Map<string, number>();

  /** `agents` follow the label `active`. */
  constructor(agents: AgentsModel) {
    this.#agents = agents;
  }

  /** The agent's versions by number. */
  of(agentId: string): AgentVersion[] {
    return this.#versions.filter((version) => version.agentId === agentId);
  }

  /** The number the agent's next version gets. */
  next(agentId: string): number {
    return (this.#lastNumbers.get(agentId) ?? 0) + 1;
  }

  /** The head's number, 0 without one. */
  head(agentId: string): number {
    return this.of(agentId).at(-1)?.versionNumber ?? 0;
  }

  /** Every id there ever was or still is, for commands to choose from. */
  ids(): string[] {
    return this.#versions.map(({ id }) => id);
  }

  /** The label as it is set, if it is. */
  label(agentId: string, label: string): VersionLabel | undefined {
    return this.#labels.find((each) => each.agentId === agentId && each.label === label);
  }

  /** As createVersion; `seen` is what the store returned. */
  create(input: CreateVersionInput, seen: Seen<AgentVersion>): AgentVersion {
    const {
      agentId,
      expected,
      versionNumber,
      idempotencyKey,
      snapshot: raw,
      id,
      createdAt,
      ...texts
    } = throughDates(input);
    const snapshot = throughJson(raw);
    const contentHash = naiveHash(snapshot);
    const first = idempotencyKey && this.of(agentId).find((each) => each.idempotencyKey === idempotencyKey);
    if (first && first.contentHash === contentHash) return first;
    if (first)
      conflict('idempotencyKey', first.idempotencyKey ?? '', { expected: contentHash, actual: first.contentHash });
    const head = this.head(agentId);
    if (expected !== undefined && (expected === 'none' ? 0 : expected) !== head) {
      conflict('version', agentId, { expected, actual: head });
    }
    const next = this.next(agentId);
    if (versionNumber !== undefined && versionNumber !== next) {
      conflict('version', agentId, { expected: versionNumber, actual: next });
    }
    const taken = this.#versions.find((each) => each.id === id);
    if (taken) conflict('version', taken.id, { expected: 'none', actual: taken.versionNumber });
    const made = {
      ...texts,
      id: id ?? seen?.id ?? '',
      agentId,
      versionNumber: next,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      contentHash,
      createdAt: createdAt ?? seen?.createdAt ?? new Date(0),
      snapshot,
    };
    this.#lastNumbers.set(agentId, next);
    this.#versions.push(made);
    return made;
  }

  /** As getVersion. */
  get(id: string): AgentVersion | null {
    return this.#versions.find((version) => version.id === id) ?? null;
  }

  /** As listVersions. */
  list(input: ListVersionsInput) {
    const { agentId, before, includeSnapshot = true, perPage = 20 } = input;
    const { field, direction } = input.orderBy ?? { field: 'versionNumber', direction: 'DESC' };
    const sign = direction === 'ASC' ? 1 : -1;
    const sorted = this.of(agentId).sort((left, right) => {
      if (field === 'versionNumber') return sign * (left.versionNumber - right.versionNumber);
      return sign * (left.createdAt.getTime() - right.createdAt.getTime() || compareBytes(left.id, right.id));
    });
    const shown: AgentVersionSummary[] = includeSnapshot
      ? sorted
      : sorted.map(({ snapshot: _, ...summary }) => summary);
    if (before === undefined) {
      const { items: versions, ...page } = cutPage(shown, input);
      return { versions, ...page };
    }
    const smaller = shown.filter(({ versionNumber }) => versionNumber < before);
    const hasMore = smaller.length > perPage;
    return { versions: smaller.slice(0, perPage), total: shown.length, page: 1, perPage, hasMore };
  }

  /** As deleteVersion. */
  delete(id: string): void {
    const holders = this.#labels.filter(({ targets }) => targets[0]?.versionId === id).map(({ label }) => label);
    if (holders.length > 0) inUse(id, holders.sort());
    this.#versions = this.#versions.filter((version) => version.id !== id);
  }

  /** As deleteVersionsByAgentId. */
  deleteAll(agentId: string): void {
    const [first] = this.labels(agentId);
    if (first) this.delete(first.targets[0]?.versionId ?? '');
    this.#versions = this.#versions.filter((version) => version.agentId !== agentId);
  }

  /** As listLabels. */
  labels(agentId: string): VersionLabel[] {
    return this.#labels
      .filter((label) => label.agentId === agentId)
      .sort((left, right) => compareBytes(left.label, right.label));
  }

  /** As getVersionByLabel. */
  byLabel(agentId: string, label: string): AgentVersion | null {
    const target = this.label(agentId, label)?.targets[0];
    return target ? this.get(target.versionId) : null;
  }

  /** As setLabel; `seen` is what the store returned. */
  setLabel(input: SetLabelInput, seen: Seen<VersionLabel>): VersionLabel {
    const { agentId, label, versionId, movedBy } = input;
    const current = this.#expectLabel(input);
    if (this.get(versionId)?.agentId !== agentId) notFound('version', versionId);
    if (current?.targets[0]?.versionId === versionId) return current;
    const targets = [{ versionId, weight: 10_000 }];
    const revision = this.#record(input, targets);
    const updatedAt = seen?.updatedAt ?? new Date(0);
    const set = {
      agentId,
      label,
      targets,
      revision,
      updatedAt,
      ...(movedBy === undefined ? {} : { updatedBy: movedBy }),
    };
    this.#labels = [...this.#labels.filter((each) => each !== current), set];
    if (label === 'active') this.#agents.activate(agentId, versionId);
    return set;
  }

  /** As removeLabel. */
  removeLabel(input: RemoveLabelInput): void {
    const current = this.#expectLabel(input);
    if (!current) return;
    this.#record(input, undefined);
    this.#labels = this.#labels.filter((each) => each !== current);
    if (input.label === 'active') this.#agents.activate(input.agentId, undefined);
  }

  /** The moves as listLabelMoves has them, without what only the store knows; in no order. */
  moves(agentId: string, label?: string): Omit<LabelMove, 'id' | 'movedAt'>[] {
    return this.#moves.filter((move) => move.agentId === agentId && (label === undefined || move.label === label));
  }

  #expectLabel({ agentId, label, expected }: RemoveLabelInput): VersionLabel | undefined {
    const current = this.label(agentId, label);
    const actual = current?.revision ?? 0;
    if (expected !== undefined && (expected === 'none' ? 0 : expected) !== actual) {
      conflict('label', `${agentId}/${label}`, { expected, actual });
    }
    return current;
  }

  #record({ agentId, label, movedBy, reason }: RemoveLabelInput, to: VersionLabel['targets'] | undefined): number {
    const from = this.label(agentId, label)?.targets;
    const revision = this.moves(agentId, label).length + 1;
    const fields = Object.entries({ from, to, movedBy, reason }).filter(([, value]) => value !== undefined);
    this.#moves.push({ agentId, label, revision, ...Object.fromEntries(fields) });
    return revision;
  }
}

/** A copy of the input whose absent fields are gone, so that the model's records show none. */
function throughDates(input: CreateVersionInput): CreateVersionInput {
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  ) as unknown as CreateVersionInput;
}
