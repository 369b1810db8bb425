/** One agent: its record, its versions, its labels. */
import type {
  ActivateAgentVersionParams,
  AgentVersionResponse,
  AgentVersionSummaryResponse,
  CompareVersionsResponse,
  CreateAgentVersionParams,
  DeleteStoredAgentParams,
  DeleteStoredAgentResponse,
  ListAgentVersionSummariesResponse,
  ListAgentVersionsParams,
  ListAgentVersionsResponse,
  PruneParams,
  PruneResponse,
  ResolveVersionParams,
  RestoreAgentVersionParams,
  SaveStoredAgentParams,
  SaveStoredAgentResponse,
  StoredAgentResponse,
  VerifyParams,
  VerifyResponse,
} from '@agent-versions/server/schemas';
import type { AgentCalls } from './agent-calls';
import { AgentLabelsResource, type ReasonParams } from './agent-labels';
import { readLines } from './lines';
import type { CallOptions, WriteOptions } from './options';
import { iteratePages } from './pages';

/** Names of versions that mean another one after each delete: no delete by such a name is repeated. */
const RELATIVE = /^(?:latest|head(?:~\d+)?)$/;

/**
 * An agent that is stored on the server. Wherever a version is named, an id, a number (`'3'`), `latest`, `head~1` or a
 * label will do. Methods that change something are repeated by the client only where `idempotencyKey` is given.
 */
export class StoredAgentResource {
  /** The agent's id. */
  readonly agentId: string;
  /** Its labels. */
  readonly labels: AgentLabelsResource;
  readonly #calls: AgentCalls;

  constructor(agentId: string, calls: AgentCalls) {
    this.agentId = agentId;
    this.labels = new AgentLabelsResource(calls);
    this.#calls = calls;
  }

  /** The record. */
  details(options?: CallOptions): Promise<StoredAgentResponse> {
    return this.#calls.get({ path: [], options });
  }

  /**
   * Changes fields of the configuration, and makes a version of it unless nothing has changed.
   * @throws AgentVersionsError `conflict` when the agent is not what `expected` or `ifMatch` says
   */
  save(params: SaveStoredAgentParams, options?: WriteOptions): Promise<SaveStoredAgentResponse> {
    return this.#calls.write('PATCH', { path: [], body: params, options });
  }

  /** Deletes the agent with its whole history. Never repeated by the client: somebody may have made it anew since. */
  delete(params?: DeleteStoredAgentParams, options?: CallOptions): Promise<DeleteStoredAgentResponse> {
    return this.#calls.write('DELETE', { path: [], query: params, options });
  }

  /** A page of versions, newest first unless said otherwise. */
  listVersions(
    params: ListAgentVersionsParams & { includeSnapshot: false },
    options?: CallOptions,
  ): Promise<ListAgentVersionSummariesResponse>;
  listVersions(params?: ListAgentVersionsParams, options?: CallOptions): Promise<ListAgentVersionsResponse>;
  listVersions(params?: ListAgentVersionsParams, options?: CallOptions): Promise<ListAgentVersionsResponse> {
    return this.#calls.get({ path: ['versions'], query: params, options });
  }

  /**
   * All versions, from `page` or `before` on. In the usual order, newest first, no version is met twice or missed while
   * others are added; `page` or another order walks by page number, which knows no such thing.
   */
  iterateVersions(
    params: ListAgentVersionsParams & { includeSnapshot: false },
    options?: CallOptions,
  ): AsyncGenerator<AgentVersionSummaryResponse, void>;
  iterateVersions(params?: ListAgentVersionsParams, options?: CallOptions): AsyncGenerator<AgentVersionResponse, void>;
  iterateVersions(
    params: ListAgentVersionsParams = {},
    options?: CallOptions,
  ): AsyncGenerator<AgentVersionResponse, void> {
    const { page, orderBy = 'versionNumber', orderDirection = 'DESC' } = params;
    const byKeyset = page === undefined && orderBy === 'versionNumber' && orderDirection === 'DESC';
    return iteratePages<ListAgentVersionsResponse, AgentVersionResponse, ListAgentVersionsParams>({
      // a keyset goes with no order but its own, which this is
      first: byKeyset ? { ...params, orderBy: undefined, orderDirection: undefined } : params,
      load: (position, signal) => this.listVersions(position, { ...options, signal }),
      items: ({ versions }) => versions,
      next: ({ versions, hasMore, page: last }, position) => {
        if (!hasMore) return undefined;
        return { ...position, ...(byKeyset ? { before: versions.at(-1)?.versionNumber } : { page: last + 1 }) };
      },
      signal: options?.signal,
    });
  }

  /** Makes a version of what the agent is, also where nothing has changed. */
  createVersion(params: CreateAgentVersionParams = {}, options?: WriteOptions): Promise<AgentVersionResponse> {
    return this.#calls.write('POST', { path: ['versions'], body: params, options });
  }

  /** A version. */
  getVersion(versionId: string, options?: CallOptions): Promise<AgentVersionResponse> {
    return this.#calls.get({ path: ['versions', versionId], options });
  }

  /** The version to serve: the active one, or what is named; by `key` where a label splits. Never from a cache. */
  resolveVersion(params?: ResolveVersionParams, options?: CallOptions): Promise<AgentVersionResponse> {
    return this.#calls.get({ path: ['resolve'], query: params, options });
  }

  /** Serves the version: points the label `active` at it. */
  activateVersion(versionId: string, params: ActivateAgentVersionParams = {}, options?: CallOptions): Promise<void> {
    return this.#calls.command('POST', { path: ['versions', versionId, 'activate'], body: params, options });
  }

  /** Brings a version back as a new one; the head, where that holds the same already. */
  restoreVersion(
    versionId: string,
    params: RestoreAgentVersionParams = {},
    options?: WriteOptions,
  ): Promise<AgentVersionResponse> {
    return this.#calls.write('POST', { path: ['versions', versionId, 'restore'], body: params, options });
  }

  /** As {@link restoreVersion}, and serves it, in one step. */
  rollbackVersion(
    versionId: string,
    params: RestoreAgentVersionParams = {},
    options?: WriteOptions,
  ): Promise<AgentVersionResponse> {
    return this.#calls.write('POST', { path: ['versions', versionId, 'rollback'], body: params, options });
  }

  /**
   * Blanks the snapshot of a version for good.
   * @throws AgentVersionsError `version_in_use` while a label points at it
   */
  redactVersion(versionId: string, params: ReasonParams = {}, options?: CallOptions): Promise<AgentVersionResponse> {
    return this.#calls.write('POST', { path: ['versions', versionId, 'redact'], body: params, options });
  }

  /**
   * Deletes a version. An id or a number is never used again, so the call is repeated after a failure, unless the version
   * is named relative to the head; that it is gone by the second try is success.
   * @throws AgentVersionsError `version_in_use` while a label points at it
   */
  deleteVersion(versionId: string, params?: ReasonParams, options?: CallOptions): Promise<void> {
    const path = ['versions', versionId];
    return this.#calls.remove({ path, query: params, repeatable: !RELATIVE.test(versionId), options });
  }

  /** What changed from one version to another: by field, as a patch, and in detail. */
  compareVersions(fromId: string, toId: string, options?: CallOptions): Promise<CompareVersionsResponse> {
    return this.#calls.get({ path: ['versions', 'compare'], query: { from: fromId, to: toId }, options });
  }

  /** Deletes the versions that no rule keeps, or with `dryRun` only says which; labelled ones never go. */
  prune(params: PruneParams, options?: CallOptions): Promise<PruneResponse> {
    return this.#calls.write('POST', { path: ['prune'], body: params, repeatable: params.dryRun === true, options });
  }

  /** Computes the history's hash chain once more, and says where it breaks. */
  verify(params?: VerifyParams, options?: CallOptions): Promise<VerifyResponse> {
    return this.#calls.get({ path: ['verify'], query: params, options });
  }

  /** The whole history as JSON, one object a line. A history that is cut off ends in an error, never quietly. */
  async *export(options?: CallOptions): AsyncGenerator<string, void> {
    yield* readLines(await this.#calls.open({ path: ['export'], accept: 'application/x-ndjson', options }));
  }
}
