/** Reads the version to serve: one statement when it is new, and no snapshot when it is known. */
import type { VersionCandidate, VersionSelector } from '../storage/domains/agent-versions/calls';
import type { AgentVersion } from '../storage/domains/agent-versions/records';
import type { ActionScope, VersioningContext } from '../versioning/context';
import { refuseRedacted } from '../versioning/find';
import { chooseCandidate } from '../versioning/split';
import { noteVersion } from '../versioning/tracing';
import { type Answer, type KeptSnapshot, VersionCache, type VersionCacheOptions } from './version-cache';

/** What is asked for. */
export interface ReadInput {
  agentId: string;
  selector: VersionSelector;
  /** Decides between the targets of a label that splits. */
  key: string | undefined;
}

/** Reads versions by selector, through a cache. */
export class VersionReader {
  readonly #context: VersioningContext;
  readonly #cache: VersionCache;

  constructor(input: { context: VersioningContext; cache: Required<VersionCacheOptions> }) {
    this.#context = input.context;
    this.#cache = new VersionCache(input.cache);
  }

  /**
   * The version, or null where the agent has none of that selector. Its snapshot is the one that is kept: copy it.
   * @throws ValidationError when the version is redacted
   */
  read(input: ReadInput): Promise<AgentVersion | null> {
    const { agentId, key } = input;
    return this.#context.run({ operation: 'resolve', action: 'version.read', agentId }, async (scope) => {
      const question = JSON.stringify([agentId, input.selector]);
      const held = this.#cache.held(question);
      const version =
        chosen({ answer: this.#cache.fresh(question) ?? [], held, key }) ??
        chosen({ ...(await this.#ask({ ...input, scope, question, held })), key });
      noteVersion(scope.span, version);
      return version;
    });
  }

  async #ask(input: ReadInput & { scope: ActionScope; question: string; held: Map<string, KeptSnapshot> }) {
    const { scope, question, agentId, selector } = input;
    const askedAt = performance.now();
    const known = [...input.held.keys()];
    let candidates = await scope.versions.findVersions({ agentId, selector, known });
    // an id may have been given to another version since: of an agent that was deleted and imported anew
    const outdated = candidates.some((candidate) => isOutdated(candidate, input.held));
    if (outdated) candidates = await scope.versions.findVersions({ agentId, selector });
    this.#cache.keep({ question, candidates, askedAt });
    const held = new Map(input.held);
    for (const { version } of candidates) {
      const { id, contentHash, snapshot } = version;
      if (snapshot) held.set(id, { contentHash, snapshot });
    }
    return { answer: candidates, held };
  }
}

function isOutdated({ version }: VersionCandidate, held: ReadonlyMap<string, KeptSnapshot>): boolean {
  return !version.snapshot && !version.redactedAt && held.get(version.id)?.contentHash !== version.contentHash;
}

/** The candidate of the key, whole; null where there is none, or its snapshot is not at hand. */
function chosen(input: {
  answer: Answer;
  held: ReadonlyMap<string, KeptSnapshot>;
  key: string | undefined;
}): AgentVersion | null {
  const { answer, held, key } = input;
  const version = chooseCandidate(answer, key)?.version;
  if (!version) return null;
  refuseRedacted(version);
  const kept = held.get(version.id);
  return kept ? { ...version, snapshot: kept.snapshot } : null;
}
