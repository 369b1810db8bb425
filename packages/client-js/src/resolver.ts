/** The version to serve, also while the server is slow or away. */
import type { AgentVersionResponse, VersionLabelResponse } from '@agent-versions/server/schemas';
import { type Answer, objectOf } from './answer';
import { isAgentVersionsError, isVerdict } from './errors';
import { LruMap } from './lru-map';
import type { CacheOptions } from './options';
import { entityTag } from './request-parts';
import { type CacheSource, type Lookup, RevalidatedCache } from './revalidated-cache';
import { cacheSettingsOf, checkDuration } from './settings';
import type { Transport } from './transport';

/** A label splits over at most so many versions: the tags of so many are worth sending. */
const MAX_TAGS = 10;

/** What is asked for, and what is served where nothing is known. */
export interface ResolveOptions<Fallback = never> {
  /** Default: `active`, the version being served. */
  label?: string;
  /** Who asks (a user, a conversation): where a label splits, the same key always gets the same version. */
  key?: string;
  /** A configuration for when the server cannot be asked, or has none, and nothing is kept. Without it: an error. */
  fallback?: Fallback;
  /** Milliseconds for which the label's target is trusted; the client's, unless given. */
  ttl?: number;
  /** Milliseconds after that for which it is served at once; the client's, unless given. */
  staleWhileRevalidate?: number;
  /** Ends the wait. */
  signal?: AbortSignal;
}

/** A version. `fresh`: just asked for; `cache`: trusted for its TTL; `stale`: older, as the server is being asked. */
export interface ResolvedVersion {
  /** How old it may be. */
  source: CacheSource;
  /** The version. */
  version: AgentVersionResponse;
  /** Its configuration. */
  snapshot: AgentVersionResponse['snapshot'];
  /** Why nothing fresher is served, where that is known. */
  error?: unknown;
}

/** What the caller gave for this case. */
export interface ResolvedFallback<Fallback> {
  /** Nothing is known but what the caller gave. */
  source: 'fallback';
  /** There is none. */
  version?: undefined;
  /** What the caller gave. */
  snapshot: Fallback;
  /** Why nothing else is served. */
  error: unknown;
}

/** Which version an agent's label stands for, to whom. */
interface Question {
  /** Whose. */
  agentId: string;
  /** Its name. */
  label: string;
  /** Who asks; undefined where that makes no difference. */
  key: string | undefined;
}

/** What is known of a label itself. */
interface LabelShape {
  /** Whether it points at several versions, or may do so. */
  splits: boolean;
  /** The revision that says so; undefined where labels may not be read. */
  revision?: number;
}

/** Resolves labels, keeps what it learns, and lets nobody touch what it keeps. */
export class Resolver {
  readonly #transport: Transport;
  readonly #settings: Required<CacheOptions>;
  readonly #versions: LruMap<string, AgentVersionResponse>;
  readonly #targets: RevalidatedCache<AgentVersionResponse>;
  readonly #shapes: RevalidatedCache<LabelShape>;

  constructor(transport: Transport, options?: CacheOptions) {
    this.#transport = transport;
    this.#settings = cacheSettingsOf(options);
    this.#versions = new LruMap(this.#settings.maxVersions);
    this.#targets = new RevalidatedCache(this.#settings.maxLabels);
    this.#shapes = new RevalidatedCache(this.#settings.maxLabels);
  }

  /** The version that the label stands for, or the fallback. */
  async resolve<Fallback = never>(
    agentId: string,
    options: ResolveOptions<Fallback> = {},
  ): Promise<ResolvedVersion | ResolvedFallback<Fallback>> {
    try {
      return await this.#resolve(agentId, options);
    } catch (error) {
      // a call that is wrong in itself must not pass for an outage
      const isCallers = options.signal?.aborted || isAgentVersionsError(error, 'invalid_input');
      if (isCallers || options.fallback === undefined) throw error;
      return { source: 'fallback', snapshot: options.fallback, error };
    }
  }

  /** Trusts nothing any more that is known of the agent's labels. */
  expire(agentId: string): void {
    this.#targets.expire(prefixOf(agentId));
    this.#shapes.expire(prefixOf(agentId));
  }

  async #resolve(agentId: string, options: ResolveOptions<unknown>): Promise<ResolvedVersion> {
    const { label = 'active', key } = options;
    const { ttl = this.#settings.ttl, staleWhileRevalidate = this.#settings.staleWhileRevalidate, signal } = options;
    const limits = {
      ttl: checkDuration('ttl', ttl),
      staleWhileRevalidate: checkDuration('staleWhileRevalidate', staleWhileRevalidate),
      patience: this.#settings.patience,
      signal,
    };
    const keyThatMatters = key !== undefined && (await this.#splits({ agentId, label, key }, limits)) ? key : undefined;
    const question = { agentId, label, key: keyThatMatters };
    const lookup = {
      ...limits,
      key: nameOf(question),
      load: (held?: AgentVersionResponse) => this.#ask(question, held),
    };
    const { value, ...found } = await this.#targets.get(lookup);
    const version = structuredClone(value);
    return { ...found, version, snapshot: version.snapshot };
  }

  /** Whether the key matters: where the label does not split, all keys share one answer. */
  async #splits({ agentId, label }: Question, limits: Omit<Lookup<LabelShape>, 'key' | 'load'>): Promise<boolean> {
    const load = (held?: LabelShape) => this.#askShape({ agentId, label, key: undefined }, held);
    const { value } = await this.#shapes.get({ ...limits, key: nameOf({ agentId, label, key: undefined }), load });
    return value.splits;
  }

  async #askShape({ agentId, label }: Question, held: LabelShape | undefined): Promise<LabelShape> {
    const path = ['stored', 'agents', agentId, 'labels', label];
    const headers = { 'if-none-match': held?.revision === undefined ? undefined : entityTag(held.revision) };
    try {
      const answer = await this.#transport.answer({ method: 'GET', path, headers });
      if (held && answer.status === 304) return held;
      const { targets, revision } = objectOf<VersionLabelResponse>(answer);
      return { splits: targets.length > 1, revision };
    } catch (error) {
      // who may not read labels may still be served by them: then every key asks for itself
      if (isVerdict(error)) return { splits: true };
      throw error;
    }
  }

  /** Asks, naming the contents that are here already, so that none of them is sent again. */
  async #ask(question: Question, held: AgentVersionResponse | undefined): Promise<AgentVersionResponse> {
    const known = this.#known(question.agentId, held);
    const tags = known.map(({ contentHash }) => entityTag(contentHash)).join(', ');
    const answer = await this.#request(question, tags);
    if (answer.status !== 304) return this.#keep(versionOf(answer));
    // the same content: but is it the same version?
    const id = idIn(answer.headers.get('content-location'));
    const version = known.find((each) => each.id === id);
    if (version) return this.#keep(version);
    // where a browser may not see the header, the whole is asked for
    if (id === undefined) return this.#keep(versionOf(await this.#request(question, '')));
    const path = ['stored', 'agents', question.agentId, 'versions', id];
    return this.#keep(versionOf(await this.#transport.answer({ method: 'GET', path })));
  }

  #request({ agentId, label, key }: Question, tags: string): Promise<Answer> {
    return this.#transport.answer({
      method: 'GET',
      path: ['stored', 'agents', agentId, 'resolve'],
      query: { label, key },
      headers: { 'if-none-match': tags || undefined },
    });
  }

  /** The agent's versions that are here, those used last first. A redacted one has no content to name. */
  #known(agentId: string, held: AgentVersionResponse | undefined): AgentVersionResponse[] {
    const kept = [...this.#versions.entries()].map(([, version]) => version).reverse();
    const known = kept.filter((version) => version.agentId === agentId && version.id !== held?.id);
    return [...(held ? [held] : []), ...known].filter((version) => !version.redactedAt).slice(0, MAX_TAGS);
  }

  #keep(version: AgentVersionResponse): AgentVersionResponse {
    this.#versions.set(`${prefixOf(version.agentId)}${version.id}`, version);
    return version;
  }
}

function prefixOf(agentId: string): string {
  return `${JSON.stringify(agentId)}:`;
}

function nameOf({ agentId, label, key }: Question): string {
  return prefixOf(agentId) + JSON.stringify([label, key]);
}

function versionOf(answer: Answer): AgentVersionResponse {
  const version = objectOf<AgentVersionResponse>(answer);
  if (typeof version.id === 'string' && typeof version.snapshot === 'object') return version;
  return objectOf({ ...answer, text: '' });
}

/** The id at the end of a version's path. */
function idIn(location: string | null): string | undefined {
  const segment = /\/versions\/([^/?#]+)$/.exec(location ?? '')?.[1];
  try {
    return segment && decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
