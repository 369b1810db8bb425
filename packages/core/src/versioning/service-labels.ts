/** The part of the service that is about labels: what is served, and what has a name. */
import type { ListLabelMovesInput, ListLabelMovesOutput } from '../storage/domains/agent-versions/calls';
import { ACTIVE_LABEL, type LabelMove, type VersionLabel } from '../storage/domains/agent-versions/records';
import type { VersioningContext } from './context';
import { getLabel, labelAt, listLabelMoves, listLabels } from './label-queries';
import { removeLabel, revertLabel, setLabel } from './labels';
import { HistoryVersioning } from './service-history';
import type { LabelDestination, LabelledVersion, LabelOptions, VersionRef } from './types';

/** What {@link AgentVersioning} does with labels. */
export class LabelVersioning extends HistoryVersioning {
  readonly #context: VersioningContext;

  constructor(context: VersioningContext) {
    super(context);
    this.#context = context;
  }

  /** Serves a version: points `active` at it. */
  activate(agentId: string, version: VersionRef, options?: LabelOptions): Promise<VersionLabel> {
    return setLabel(this.#context, { operation: 'activate', agentId, label: ACTIVE_LABEL, to: version, options });
  }

  /** Serves no version any more; null where none was active. */
  deactivate(agentId: string, options?: LabelOptions): Promise<LabelMove | null> {
    return removeLabel(this.#context, { operation: 'deactivate', agentId, label: ACTIVE_LABEL, options });
  }

  /** Points a label at a version, or splits it over several. */
  setLabel(agentId: string, label: string, to: LabelDestination, options?: LabelOptions): Promise<VersionLabel> {
    return setLabel(this.#context, { operation: 'setLabel', agentId, label, to, options });
  }

  /** Takes a label away; null where it was not set. */
  removeLabel(agentId: string, label: string, options?: LabelOptions): Promise<LabelMove | null> {
    return removeLabel(this.#context, { operation: 'removeLabel', agentId, label, options });
  }

  /** Takes a label back to where its last move came from; a second call undoes the first. */
  revertLabel(agentId: string, label: string, options?: LabelOptions): Promise<VersionLabel> {
    return revertLabel(this.#context, { agentId, label, options });
  }

  /** Where a label points, and its revision; null where it is not set. */
  getLabel(agentId: string, label: string): Promise<VersionLabel | null> {
    return getLabel(this.#context, { agentId, label });
  }

  /** The agent's labels, by name; at most 1000. */
  listLabels(agentId: string): Promise<VersionLabel[]> {
    return listLabels(this.#context, agentId);
  }

  /** A page of moves, newest first. */
  listLabelMoves(input: ListLabelMovesInput): Promise<ListLabelMovesOutput> {
    return listLabelMoves(this.#context, input);
  }

  /** What a label pointed at then, heaviest first; what is deleted since is left out. */
  labelAt(agentId: string, label: string, at: Date): Promise<LabelledVersion[]> {
    return labelAt(this.#context, { agentId, label, at });
  }
}
