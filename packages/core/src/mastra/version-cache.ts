/** Versions that were served before: immutable, so that they are read once, within bounds of number and bytes. */
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { VersionCandidate } from '../storage/domains/agent-versions/calls';
import type { AgentVersionSummary } from '../storage/domains/agent-versions/records';
import { nonNegativeIntegerSchema, positiveIntegerSchema } from '../storage/input';
import type { AgentConfig } from '../storage/types';

/** How much is kept in memory, and for how long an answer is repeated. */
export interface VersionCacheOptions {
  /** The most versions. Default 1000. */
  max?: number;
  /** The most bytes of JSON, all versions together. Default 64 MiB. */
  maxBytes?: number;
  /**
   * For how many milliseconds the answer to which version is served is repeated without asking the database. Default
   * 0: it is asked each time, and only the snapshot is not sent again.
   */
  ttl?: number;
}

/** @see VersionCacheOptions */
export const cacheSchema = z.strictObject({
  max: positiveIntegerSchema.default(1000),
  maxBytes: positiveIntegerSchema.default(64 * 1_048_576),
  ttl: nonNegativeIntegerSchema.default(0),
});

/** A snapshot as it was read, with what tells that it is still the same. */
export interface KeptSnapshot {
  contentHash: string;
  snapshot: AgentConfig;
}

/** What a question was answered with: versions without their snapshots. */
export type Answer = readonly { version: AgentVersionSummary; weight: number }[];

/** Snapshots by version, and answers by question. */
export class VersionCache {
  readonly #snapshots: LRUCache<string, KeptSnapshot>;
  readonly #answers: LRUCache<string, { answer: Answer; until: number }>;
  readonly #ttl: number;

  constructor({ max, maxBytes, ttl }: Required<VersionCacheOptions>) {
    this.#snapshots = new LRUCache({
      max,
      maxSize: maxBytes,
      sizeCalculation: ({ snapshot }) => Buffer.byteLength(JSON.stringify(snapshot)),
    });
    this.#answers = new LRUCache({ max });
    this.#ttl = ttl;
  }

  /** The snapshots that the last answer needs, as far as they are kept: they stay, whatever is thrown out meanwhile. */
  held(question: string): Map<string, KeptSnapshot> {
    const held = new Map<string, KeptSnapshot>();
    for (const { version } of this.#answers.get(question)?.answer ?? []) {
      const kept = this.#snapshots.get(version.id);
      if (kept) held.set(version.id, kept);
    }
    return held;
  }

  /** The last answer, while it may be repeated. */
  fresh(question: string): Answer | null {
    const last = this.#answers.get(question);
    return last && performance.now() < last.until ? last.answer : null;
  }

  /** Keeps an answer, and the snapshots that came with it. Blanked versions are not kept. */
  keep(input: { question: string; candidates: readonly VersionCandidate[]; askedAt: number }): void {
    const { question, candidates, askedAt } = input;
    const answer = candidates.map(({ version: { snapshot, ...version }, weight }) => {
      if (version.redactedAt) this.#snapshots.delete(version.id);
      else if (snapshot) this.#snapshots.set(version.id, { contentHash: version.contentHash, snapshot });
      return { version, weight };
    });
    if (answer.length === 0) this.#answers.delete(question);
    else this.#answers.set(question, { answer, until: askedAt + this.#ttl });
  }
}
