/** What the in-memory domains of one store share, as SQL domains share a database. */
import { InMemoryHistory } from './domains/agent-versions/inmemory-history';
import { InMemoryLabels } from './domains/agent-versions/inmemory-labels';
import type { VersionRow } from './domains/agent-versions/inmemory-rows';
import { InMemoryAgentTable } from './domains/agents/inmemory-table';

/** Agents, versions and labels of one process. Gone when nothing refers to it any more. */
export class InMemoryDatabase {
  /** The agents' records. */
  readonly agents = new InMemoryAgentTable();

  /** Every agent's versions by id. */
  readonly versions = new Map<string, VersionRow>();

  readonly #histories = new Map<string, InMemoryHistory>();
  readonly #labels = new Map<string, InMemoryLabels>();

  /** The history of an agent that ever had a version. */
  history(agentId: string): InMemoryHistory | undefined {
    return this.#histories.get(agentId);
  }

  /** The history of an agent, begun where there is none. */
  openHistory(agentId: string): InMemoryHistory {
    const history = this.#histories.get(agentId) ?? new InMemoryHistory();
    this.#histories.set(agentId, history);
    return history;
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
}
