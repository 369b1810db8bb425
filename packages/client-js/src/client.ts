/** The client of an agent-versions server. */
import type {
  CreateStoredAgentParams,
  EventResponse,
  ListEventsParams,
  ListEventsResponse,
  ListStoredAgentsParams,
  ListStoredAgentsResponse,
  SaveStoredAgentResponse,
} from '@agent-versions/server/schemas';
import { AgentCalls } from './agent-calls';
import { type StreamEventsOptions, streamEvents } from './events';
import { readLines } from './lines';
import type { AgentVersionsClientOptions, CallOptions, WriteOptions } from './options';
import { pathOf } from './request-parts';
import { type ResolvedFallback, type ResolvedVersion, type ResolveOptions, Resolver } from './resolver';
import { settingsOf } from './settings';
import { StoredAgentResource } from './stored-agent';
import { Transport } from './transport';

/** Which histories are exported. */
export interface ExportHistoriesParams {
  /** One agent, or several; all, where none is named. */
  agentId?: string | readonly string[];
}

/** Speaks with one server. Every method may be refused with an {@link AgentVersionsError}. */
export class AgentVersionsClient {
  readonly #transport: Transport;
  readonly #resolver: Resolver;

  /** @throws AgentVersionsError `invalid_input` when an option is none */
  constructor(options: AgentVersionsClientOptions) {
    this.#transport = new Transport(settingsOf(options));
    this.#resolver = new Resolver(this.#transport, options.cache);
  }

  /**
   * An agent by its id; nothing is sent yet.
   * @throws AgentVersionsError `invalid_input` when no URL can name the id
   */
  getStoredAgent(agentId: string): StoredAgentResource {
    pathOf([agentId]);
    const calls = new AgentCalls({ transport: this.#transport, resolver: this.#resolver, agentId });
    return new StoredAgentResource(agentId, calls);
  }

  /** A page of agents. */
  listStoredAgents(params?: ListStoredAgentsParams, options?: CallOptions): Promise<ListStoredAgentsResponse> {
    return this.#transport.object({ method: 'GET', path: ['stored', 'agents'], query: params, options });
  }

  /**
   * Stores a new agent, with its first version.
   * @throws AgentVersionsError `conflict` when the id is taken
   */
  createStoredAgent(
    params: CreateStoredAgentParams,
    options?: Omit<WriteOptions, 'ifMatch'>,
  ): Promise<SaveStoredAgentResponse> {
    return this.#transport.object({ method: 'POST', path: ['stored', 'agents'], body: params, options });
  }

  /** The version to serve, of which a caller without a fallback wants to hear when there is none. */
  resolve(agentId: string, options?: Omit<ResolveOptions, 'fallback'>): Promise<ResolvedVersion>;
  /**
   * The version to serve, kept so that it is at hand while the server is slow or away: fresh, or trusted for a while, or
   * stale, or what the caller gave.
   */
  resolve<Fallback>(
    agentId: string,
    options: ResolveOptions<Fallback> & { fallback: Fallback },
  ): Promise<ResolvedVersion | ResolvedFallback<Fallback>>;
  resolve<Fallback>(
    agentId: string,
    options?: ResolveOptions<Fallback>,
  ): Promise<ResolvedVersion | ResolvedFallback<Fallback>> {
    return this.#resolver.resolve(agentId, options);
  }

  /** A stretch of the feed of events. */
  listEvents(params?: ListEventsParams, options?: CallOptions): Promise<ListEventsResponse> {
    return this.#transport.object({ method: 'GET', path: ['stored', 'events'], query: params, options });
  }

  /** Events as they happen, for as long as the caller asks for more; a lost connection is made again. */
  streamEvents(options?: StreamEventsOptions): AsyncGenerator<EventResponse, void> {
    return streamEvents(this.#transport, options);
  }

  /** The histories of some agents, or of all, as JSON, one object a line. */
  async *exportHistories(params?: ExportHistoriesParams, options?: CallOptions): AsyncGenerator<string, void> {
    const path = ['stored', 'export'];
    yield* readLines(
      await this.#transport.open({ method: 'GET', path, query: params, accept: 'application/x-ndjson', options }),
    );
  }
}
