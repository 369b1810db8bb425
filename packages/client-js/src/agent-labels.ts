/** The labels of one agent. */
import type {
  ActivateAgentVersionParams,
  LabelMoveResponse,
  ListLabelMovesParams,
  ListLabelMovesResponse,
  ListLabelsResponse,
  SetLabelParams,
  VersionLabelResponse,
} from '@agent-versions/server/schemas';
import type { AgentCalls } from './agent-calls';
import type { CallOptions, ConditionalOptions } from './options';

/** Why a label is moved. */
export interface ReasonParams {
  /** Kept in the history; up to 500 characters. */
  reason?: string;
}

/**
 * Movable names that point at versions. A move is never repeated by the client: after a lost answer somebody else may
 * have moved the label on, and a repeat would undo that.
 */
export class AgentLabelsResource {
  readonly #calls: AgentCalls;

  constructor(calls: AgentCalls) {
    this.#calls = calls;
  }

  /** All labels, by name. */
  list(options?: CallOptions): Promise<ListLabelsResponse> {
    return this.#calls.get({ path: ['labels'], options });
  }

  /**
   * Where the label points.
   * @throws AgentVersionsError `not_found` when it is not set
   */
  get(label: string, options?: CallOptions): Promise<VersionLabelResponse> {
    return this.#calls.get({ path: ['labels', label], options });
  }

  /**
   * Points the label at a version, or splits it over several.
   * @throws AgentVersionsError `conflict` when its revision is not the `expected` one, or that of `ifMatch`
   */
  set(label: string, params: SetLabelParams, options?: ConditionalOptions): Promise<VersionLabelResponse> {
    return this.#calls.write('PUT', { path: ['labels', label], body: params, options });
  }

  /**
   * Takes the label away.
   * @throws AgentVersionsError `not_found` when it is not set
   */
  remove(label: string, params?: ReasonParams, options?: ConditionalOptions): Promise<LabelMoveResponse> {
    return this.#calls.write('DELETE', { path: ['labels', label], query: params, options });
  }

  /**
   * Takes the label back to where its last move came from; a second call undoes the first.
   * @throws AgentVersionsError `conflict` when its revision is not the `expected` one, or that of `ifMatch`
   */
  revert(
    label: string,
    params: ActivateAgentVersionParams = {},
    options?: ConditionalOptions,
  ): Promise<VersionLabelResponse> {
    return this.#calls.write('POST', { path: ['labels', label, 'revert'], body: params, options });
  }

  /** A page of moves, newest first: of one label, or of all. */
  moves(params?: ListLabelMovesParams, options?: CallOptions): Promise<ListLabelMovesResponse> {
    return this.#calls.get({ path: ['label-moves'], query: params, options });
  }
}
