/** The domain `agentVersions` as the contract describes it, in the plainest way: arrays, scans and no cleverness. */
import type {
  AgentVersion,
  AgentVersionSummary,
  CreateVersionInput,
  DeleteHistoryInput,
  DeletionNote,
  ListVersionsInput,
  PruneVersionsInput,
  RedactVersionInput,
  RemoveLabelInput,
  SetLabelInput,
  VersionLabel,
  VersionSelector,
} from '@agent-versions/core';
import { compareBytes } from '../samples';
import type { AgentsModel } from './agents-model';
import { HistoriesModel } from './histories-model';
import { naiveHash, throughJson } from './json';
import { type KnownMove, LabelsModel, told } from './labels-model';
import { conflict, inUse, invalid, notFound } from './refused';

/** What the model cannot know and takes from the store: the ids and times it made. */
type Seen<T> = T | undefined;

/** One page of a list, cut from the whole. */
export function cutPage<T>(all: readonly T[], { page = 1, perPage = 20 }: { page?: number; perPage?: number }) {
  const items = all.slice((page - 1) * perPage, page * perPage);
  return { items, total: all.length, page, perPage, hasMore: page * perPage < all.length };
}

/** The versions, labels and moves of all agents. */
export class VersionsModel {
  /** Versions and what is left of them. */
  readonly histories = new HistoriesModel();
  /** Labels and their moves. */
  readonly labels = new LabelsModel();
  readonly #agents: AgentsModel;

  /** `agents` follow the label `active`. */
  constructor(agents: AgentsModel) {
    this.#agents = agents;
  }

  /** The agent's versions by number. */
  of(agentId: string): AgentVersion[] {
    return this.histories.of(agentId);
  }

  /** The number the agent's next version gets. */
  next(agentId: string): number {
    return (this.histories.head(agentId)?.lastNumber ?? 0) + 1;
  }

  /** The head's number, 0 without one. */
  head(agentId: string): number {
    return this.histories.head(agentId)?.headNumber ?? 0;
  }

  /** As createVersion; `seen` is what the store returned. */
  create(input: CreateVersionInput, seen: Seen<AgentVersion>): AgentVersion {
    const { expected, versionNumber, snapshot: raw, id, createdAt, labels = [], record, ...texts } = input;
    const { agentId, idempotencyKey, createdBy, changeMessage } = input;
    const snapshot = throughJson(raw);
    const contentHash = naiveHash(snapshot);
    const first = this.of(agentId).find((each) => idempotencyKey && each.idempotencyKey === idempotencyKey);
    if (first?.contentHash === contentHash) return first;
    if (first) conflict('idempotencyKey', idempotencyKey ?? '', { expected: contentHash, actual: first.contentHash });
    this.#refuseObstacles(input);
    const made = this.histories.append({
      ...told(texts),
      id: id ?? seen?.id ?? '',
      contentHash,
      createdAt: createdAt ?? seen?.createdAt ?? new Date(0),
      snapshot,
    } as AgentVersion);
    if (record) this.#agents.write(agentId, { config: snapshot, versionNumber: made.versionNumber });
    for (const label of labels) {
      const move = { agentId, label, movedBy: createdBy, reason: changeMessage };
      this.#move(move, [{ versionId: made.id, weight: 10_000 }], undefined);
    }
    this.#followActive(agentId);
    return made;
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

  /** As findVersions, of what was never moved away. */
  find(agentId: string, selector: VersionSelector): { version: AgentVersion; weight: number }[] {
    const whole = (version: AgentVersion | null | undefined) =>
      version?.agentId === agentId ? [{ version, weight: 10_000 }] : [];
    const labelled = (label: string) =>
      this.labels.heaviestFirst(agentId, label).map(({ versionId, weight }) => {
        return { version: this.histories.get(versionId) as AgentVersion, weight };
      });
    if ('id' in selector) return whole(this.histories.get(selector.id));
    if ('label' in selector) return labelled(selector.label);
    if ('ancestor' in selector) return whole(this.of(agentId).toReversed()[selector.ancestor]);
    if ('name' in selector) {
      const named = whole(this.histories.get(selector.name));
      return named.length > 0 ? named : labelled(selector.name);
    }
    const found = this.of(agentId).find((version) =>
      'versionNumber' in selector
        ? version.versionNumber === selector.versionNumber
        : version.idempotencyKey === selector.idempotencyKey,
    );
    return whole(found);
  }

  /** As deleteVersion. */
  delete(id: string, note: DeletionNote = {}): void {
    const holders = this.labels.holders(id);
    if (holders.length > 0) inUse(id, holders);
    const version = this.histories.get(id);
    if (version) this.histories.remove([version], note);
  }

  /** As deleteVersionsByAgentId. */
  deleteAll(agentId: string, note: DeletionNote = {}): void {
    const held = this.labels.of(agentId)[0]?.targets[0]?.versionId;
    if (held !== undefined) inUse(held, this.labels.holders(held));
    this.histories.remove(this.of(agentId), note);
  }

  /** As pruneVersions. */
  prune({ agentId, ...input }: PruneVersionsInput) {
    const { through, after = 0, before, keepNamed = false, limit = 1000, dryRun = false } = input;
    const gone = this.of(agentId)
      .filter(({ versionNumber }) => versionNumber > after && versionNumber <= through)
      .filter(({ createdAt }) => before === undefined || createdAt < before)
      .filter(({ name }) => !keepNamed || name === undefined)
      .filter(({ id }) => this.labels.holders(id).length === 0)
      .slice(0, limit);
    if (!dryRun) this.histories.remove(gone, input);
    return gone.map(({ id, versionNumber, name, createdAt }) => ({ id, versionNumber, createdAt, ...told({ name }) }));
  }

  /** As redactVersion; `seen` is what the store returned. */
  redact(input: RedactVersionInput, seen: Seen<AgentVersion>): AgentVersion {
    const { agentId, versionId, redactedBy, reason } = input;
    const version = this.histories.get(versionId);
    if (version?.agentId !== agentId) notFound('version', versionId);
    if (version.redactedAt) return version;
    const holders = this.labels.holders(versionId);
    if (holders.length > 0) inUse(versionId, holders);
    const redactedAt = seen?.redactedAt ?? new Date(Number.NaN);
    const who = told({ redactedBy, redactionReason: reason });
    const redacted = { ...version, snapshot: {}, redactedAt, ...who };
    this.histories.replace(redacted);
    const { versionNumber } = version;
    this.histories.tell({ type: 'version.redacted', agentId, versionId, versionNumber, redactedBy, reason });
    return redacted;
  }

  /** As deleteHistory. */
  end({ agentId, record, lastNumber, deletedBy, reason }: DeleteHistoryInput): number {
    const actual = this.histories.head(agentId)?.lastNumber ?? 'none';
    if (lastNumber !== undefined && lastNumber !== actual)
      conflict('version', agentId, { expected: lastNumber, actual });
    const agent = this.#agents.get(agentId);
    if (record) this.#agents.delete(agentId, record.expected);
    const versionCount = this.of(agentId).length;
    const somethingLeft = this.histories.entries(agentId).length > 0;
    this.histories.end(agentId);
    this.labels.drop(agentId);
    this.#followActive(agentId);
    if (somethingLeft || (record && agent)) {
      this.histories.tell({ type: 'agent.deleted', agentId, versionCount, deletedBy, reason });
    }
    return versionCount;
  }

  /** As setLabel; `seen` is what the store returned. */
  setLabel(input: SetLabelInput, seen: Seen<VersionLabel>): VersionLabel {
    const { agentId, label, versionId = '' } = input;
    const targets = (input.targets ?? [{ versionId, weight: 10_000 }]).toSorted((left, right) =>
      compareBytes(left.versionId, right.versionId),
    );
    const current = this.labels.expect(input);
    const missing = targets.find((target) => this.histories.get(target.versionId)?.agentId !== agentId);
    if (missing) notFound('version', missing.versionId);
    if (JSON.stringify(current?.targets) !== JSON.stringify(targets)) {
      if (targets.some((target) => this.histories.get(target.versionId)?.redactedAt)) invalid('versionId');
      this.#move(input, targets, seen?.updatedAt);
    }
    this.#followActive(agentId);
    return this.labels.get(agentId, label) as VersionLabel;
  }

  /** As removeLabel, without what only the store knows. */
  removeLabel(input: RemoveLabelInput): KnownMove | null {
    if (!this.labels.expect(input)) return null;
    const move = this.#move(input, undefined, undefined);
    this.#followActive(input.agentId);
    return move;
  }

  #refuseObstacles({ id, agentId, expected, versionNumber, record }: CreateVersionInput): void {
    const head = this.head(agentId);
    if (expected !== undefined && (expected === 'none' ? 0 : expected) !== head) {
      conflict('version', agentId, { expected, actual: head });
    }
    const next = this.next(agentId);
    if (versionNumber !== undefined && versionNumber !== next) {
      conflict('version', agentId, { expected: versionNumber, actual: next });
    }
    const taken = id === undefined ? null : this.histories.get(id);
    if (taken) conflict('version', taken.id, { expected: 'none', actual: taken.versionNumber });
    const actual = this.#agents.get(agentId)?.revision ?? 0;
    if (record && (record.expected === 'none' ? 0 : record.expected) !== actual) {
      conflict('agent', agentId, { expected: record.expected, actual });
    }
  }

  #move(input: RemoveLabelInput, to: VersionLabel['targets'] | undefined, time: Date | undefined): KnownMove {
    const move = this.labels.move(input, to, time);
    this.histories.tell({ type: 'label.moved', ...move });
    return move;
  }

  #followActive(agentId: string): void {
    this.#agents.activate(agentId, this.labels.heaviestFirst(agentId, 'active')[0]?.versionId);
  }
}
