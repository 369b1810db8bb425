/** Computes a history's hashes anew, entry by entry, and says where what is stored first differs. Reads nothing. */
import { contentHash } from '../json/hash';
import { STORABLE_CEILINGS } from '../json/limits';
import { toStorable } from '../json/storable';
import { chainEntryHash, chainLink } from '../storage/domains/agent-versions/chain';
import type {
  AgentVersion,
  HistoryEntry,
  HistoryHead,
  VersionDeletion,
} from '../storage/domains/agent-versions/records';

/** A link of a history's chain, written down where whoever changes the database cannot reach. */
export interface HistoryAnchor {
  versionNumber: number;
  /** The `chainHash` of the version of that number. */
  chainHash: string;
}

/**
 * What a break is about. `missing`: nothing is left of a number that was given. `duplicate`: a number is there twice.
 * `content`: the snapshot is not the one that was hashed. `link`: author, message, time, place or hash of an entry, or
 * anything before it, is not what was linked. `anchor`: the history is not the one that the anchor was taken from.
 * `head`: the row that says where the history stands says something else than the entries.
 */
export type HistoryProblem = 'missing' | 'duplicate' | 'content' | 'link' | 'anchor' | 'head';

/** The first thing about a history that cannot be. */
export interface HistoryBreak {
  /** Where. */
  versionNumber: number;
  problem: HistoryProblem;
  /** For `head`: what it says wrongly. */
  field?: 'lastNumber' | 'chainHash' | 'headNumber' | 'versionCount';
  /** A hash or a number as the rest of the history has it; `'none'`: it should not be there. */
  expected: string | number;
  /** What is there; `'none'`: nothing. */
  actual: string | number;
}

/** What was looked at. */
export interface HistoryCounts {
  /** Versions that are there, redacted ones included. */
  versions: number;
  /** What is left of deleted versions. */
  deletions: number;
  /** Versions whose snapshot was blanked: their content cannot be checked any more, their links can. */
  redacted: number;
  /** Entries from before the chain began: of them only the content is checked. */
  unchained: number;
}

/** Where a history begins. */
export type HistoryStart = Pick<HistoryHead, 'floorNumber' | 'floorHash'>;

/**
 * Where a history ends. What `head` and `after` have different happened while it was read, so that whoever saves or
 * deletes meanwhile makes no break.
 */
export interface HistoryEnd {
  /** As read before the first entry. */
  head: HistoryHead;
  /** As read after the last entry. */
  after: HistoryHead;
  /** The highest number that was met, also beyond `head.lastNumber`. */
  seen: number;
}

const NONE = 'none';

/** One walk over a history, in ascending order. The first break is the last call: what follows cannot be judged. */
export class HistoryCheck {
  /** What was looked at so far. */
  readonly counts: HistoryCounts = { versions: 0, deletions: 0, redacted: 0, unchained: 0 };
  /** The number of the last entry. */
  lastNumber: number;
  /** The link of the last entry; undefined while the chain has not begun. */
  link: string | undefined;
  /** The number of the last version that is there; 0: none is. */
  headNumber = 0;
  readonly #anchor: HistoryAnchor | undefined;
  readonly #contents: boolean;

  /** `contents` false: somebody else compares snapshots with their hashes. */
  constructor(input: { start: HistoryStart; anchor?: HistoryAnchor | undefined; contents?: boolean }) {
    this.lastNumber = input.start.floorNumber;
    this.link = input.start.floorHash;
    this.#anchor = input.anchor;
    this.#contents = input.contents ?? true;
  }

  /** Looks at the start; null where nothing is wrong. */
  begin(): HistoryBreak | null {
    const anchor = this.#anchor;
    if (!anchor || anchor.versionNumber > this.lastNumber) return null;
    const actual = anchor.versionNumber === this.lastNumber ? this.link : undefined;
    return this.#compareAnchor(anchor.versionNumber, actual);
  }

  /** Looks at the next entry; null where nothing is wrong. */
  add(entry: HistoryEntry): HistoryBreak | null {
    const record = entry.kind === 'version' ? entry.version : entry.deletion;
    return (
      this.#checkNumber(record.versionNumber) ??
      (entry.kind === 'version' ? this.#checkContent(entry.version) : null) ??
      this.#checkLink(record) ??
      this.#compareAnchor(record.versionNumber, record.chainHash) ??
      this.#count(entry)
    );
  }

  /** Looks at the end, once every entry up to `head.lastNumber` was added; null where nothing is wrong. */
  end({ head, after, seen }: HistoryEnd): HistoryBreak | null {
    const { lastNumber } = this;
    if (lastNumber < head.lastNumber) {
      return { versionNumber: lastNumber + 1, problem: 'missing', expected: lastNumber + 1, actual: NONE };
    }
    if (seen > after.lastNumber) return this.#headBreak('lastNumber', { expected: seen, actual: after.lastNumber });
    if (this.#anchor && this.#anchor.versionNumber > lastNumber) {
      return this.#compareAnchor(this.#anchor.versionNumber, undefined);
    }
    if (this.link !== head.chainHash) {
      return this.#headBreak('chainHash', { expected: this.link ?? NONE, actual: head.chainHash ?? NONE });
    }
    return this.#checkSums(head, after);
  }

  #checkNumber(actual: number): HistoryBreak | null {
    const expected = this.lastNumber + 1;
    if (actual === expected) return null;
    if (actual < expected) return { versionNumber: actual, problem: 'duplicate', expected, actual };
    return { versionNumber: expected, problem: 'missing', expected, actual };
  }

  #checkContent(version: AgentVersion): HistoryBreak | null {
    if (!this.#contents) return null;
    const { versionNumber } = version;
    const actual = hashOf(version.snapshot);
    const expected = version.redactedAt ? hashOf({}) : version.contentHash;
    return actual === expected ? null : { versionNumber, problem: 'content', expected, actual };
  }

  #checkLink(record: AgentVersion | VersionDeletion): HistoryBreak | null {
    const { versionNumber, createdAt, chainHash } = record;
    const previous = this.link;
    if (previous === undefined && chainHash === undefined) return null;
    const expected = chainLink({ previous, versionNumber, createdAt, entryHash: chainEntryHash(record) });
    if (chainHash === expected) return null;
    return { versionNumber, problem: 'link', expected, actual: chainHash ?? NONE };
  }

  #compareAnchor(versionNumber: number, actual = NONE): HistoryBreak | null {
    if (this.#anchor?.versionNumber !== versionNumber || this.#anchor.chainHash === actual) return null;
    return { versionNumber, problem: 'anchor', expected: this.#anchor.chainHash, actual };
  }

  #checkSums(head: HistoryHead, after: HistoryHead): HistoryBreak | null {
    const { versions, deletions } = this.counts;
    if (deletions < goneOf(head) || deletions > goneOf(after)) {
      return this.#headBreak('versionCount', { expected: versions, actual: head.versionCount });
    }
    const overtaken = head.headNumber !== after.headNumber && this.headNumber < head.headNumber;
    if (this.headNumber === head.headNumber || overtaken) return null;
    return this.#headBreak('headNumber', { expected: this.headNumber, actual: head.headNumber });
  }

  #count(entry: HistoryEntry): null {
    const { chainHash, versionNumber } = entry.kind === 'version' ? entry.version : entry.deletion;
    this.lastNumber = versionNumber;
    this.link = chainHash;
    if (chainHash === undefined) this.counts.unchained += 1;
    if (entry.kind === 'deletion') {
      this.counts.deletions += 1;
    } else {
      this.headNumber = versionNumber;
      this.counts.versions += 1;
      if (entry.version.redactedAt) this.counts.redacted += 1;
    }
    return null;
  }

  #headBreak(
    field: NonNullable<HistoryBreak['field']>,
    { expected, actual }: { expected: string | number; actual: string | number },
  ): HistoryBreak {
    return { versionNumber: this.lastNumber, problem: 'head', field, expected, actual };
  }
}

/** A whole history against its head and an anchor: the first break, or null. */
export function checkHistory(
  entries: Iterable<HistoryEntry>,
  { head, anchor }: { head: HistoryHead; anchor?: HistoryAnchor | undefined },
): HistoryBreak | null {
  const check = new HistoryCheck({ start: head, anchor });
  let found = check.begin();
  let seen = head.floorNumber;
  for (const entry of entries) {
    if (found) return found;
    seen = Math.max(seen, numberOf(entry));
    if (seen > head.lastNumber) break;
    found = check.add(entry);
  }
  return found ?? check.end({ head, after: head, seen });
}

/** The number of an entry. */
export function numberOf(entry: HistoryEntry): number {
  return entry.kind === 'version' ? entry.version.versionNumber : entry.deletion.versionNumber;
}

/** How many numbers above the floor have no version any more; appends leave it as it is. */
function goneOf({ lastNumber, floorNumber, versionCount }: HistoryHead): number {
  return lastNumber - floorNumber - versionCount;
}

/** What cannot be a snapshot has no hash. */
function hashOf(snapshot: unknown): string {
  try {
    return contentHash(toStorable(snapshot, { limits: STORABLE_CEILINGS }).canonical);
  } catch {
    return NONE;
  }
}
