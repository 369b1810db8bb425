/** What the in-memory domains of one store share, as SQL domains share a database. */
import { InMemoryEvents } from './domains/agent-versions/inmemory-events';
import { InMemoryHistory } from './domains/agent-versions/inmemory-history';
import { InMemoryLabels } from './domains/agent-versions/inmemory-labels';
import type { VersionRow } from './domains/agent-versions/inmemory-rows';
import { InMemoryAgentTable } from './domains/agents/inmemory-table';
import { InMemoryEvalsTables } from './domains/evals/inmemory-tables';
import { InMemoryMemoryTables } from './domains/memory/inmemory-tables';
import { InMemoryObservabilityTables } from './domains/observability/inmemory-tables';
import { InMemorySessionsTables } from './domains/sessions/inmemory-tables';
import { InMemoryWorkflowsTables } from './domains/workflows/inmemory-tables';
import { compareText, SortedList } from './order';

/** Agents, versions and labels of one process. Gone when nothing refers to it any more. */
export class InMemoryDatabase {
  /** The agents' records. */
  readonly agents = new InMemoryAgentTable();

  /** Every agent's versions by id. */
  readonly versions = new Map<string, VersionRow>();

  /** The ids of all moves of labels. */
  readonly moveIds = new Set<string>();

  /** What the domain `memory` keeps. */
  readonly memory = new InMemoryMemoryTables();

  /** What the domain `workflows` keeps. */
  readonly workflows = new InMemoryWorkflowsTables();

  /** What the domain `evals` keeps. */
  readonly evals = new InMemoryEvalsTables();

  /** What the domain `observability` keeps. */
  readonly observability = new InMemoryObservabilityTables();

  /** What the domain `sessions` keeps. */
  readonly sessions = new InMemorySessionsTables();

  /** What happened. */
  readonly events = new InMemoryEvents();

  readonly #histories = new Map<string, InMemoryHistory>();
  readonly #agentIds = new SortedList<string>(compareText);
  readonly #labels = new Map<string, InMemoryLabels>();

  /** Takes an agent's record away, and its sessions with it; its versions stay. */
  deleteAgent(id: string): void {
    this.agents.delete(id);
    this.sessions.deleteOfAgent(id);
  }

  /** The history of an agent that ever had a version. */
  history(agentId: string): InMemoryHistory | undefined {
    return this.#histories.get(agentId);
  }

  /** The history of an agent, begun where there is none. */
  openHistory(agentId: string): InMemoryHistory {
    const open = this.#histories.get(agentId);
    if (open) return open;
    const history = new InMemoryHistory(agentId);
    this.#histories.set(agentId, history);
    this.#agentIds.add(agentId);
    return history;
  }

  /** Histories by agent id, above one where it is given. */
  histories({ after, limit }: { after: string | undefined; limit: number }): InMemoryHistory[] {
    const offset = after === undefined ? 0 : this.#agentIds.countBelow((id) => (compareText(id, after) <= 0 ? -1 : 1));
    const ids = this.#agentIds.slice({ offset, limit, direction: 'ASC' });
    return ids.map((id) => this.#histories.get(id) as InMemoryHistory);
  }

  /** The labels of an agent that ever had one. */
  labels(agentId: string): InMemoryLabels | undefined {
    return this.#labels.get(agentId);
  }

  /** The labels of an agent, begun where there are none. */
  openLabels(agentId: string): InMemoryLabels {
    const labels = this.#labels.get(agentId) ?? new InMemoryLabels();
    this.#labels.set(agentId, labels);
    return labels;
  }

  /** Takes away the labels of an agent and all their moves. */
  dropLabels(agentId: string): void {
    for (const id of this.#labels.get(agentId)?.moveIds() ?? []) this.moveIds.delete(id);
    this.#labels.delete(agentId);
  }
}
