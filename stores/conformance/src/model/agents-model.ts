/** The domain `agents` as the contract describes it, in the plainest way. */
import type {
  AgentConfig,
  CreateAgentInput,
  ListAgentsInput,
  StorageAgentType,
  UpdateAgentInput,
} from '@agent-versions/core';
import { compareBytes } from '../samples';
import { throughJson } from './json';
import { conflict, notFound } from './refused';

/** The agents in one array. */
export class AgentsModel {
  #agents: StorageAgentType[] = [];

  /** All of them. */
  all(): StorageAgentType[] {
    return this.#agents;
  }

  /** As getAgent. */
  get(id: string): StorageAgentType | null {
    return this.#agents.find((agent) => agent.id === id) ?? null;
  }

  /** As createAgent; `seen` is what the store returned. */
  create({ id, ...config }: CreateAgentInput, seen: StorageAgentType | undefined): StorageAgentType {
    const taken = id === undefined ? null : this.get(id);
    if (taken) conflict('agent', taken.id, { expected: 'none', actual: taken.revision });
    const createdAt = seen?.createdAt ?? new Date(0);
    const made = { ...throughJson(config), id: id ?? seen?.id ?? '', revision: 1, createdAt, updatedAt: createdAt };
    this.#agents.push(made);
    return made;
  }

  /** As updateAgent; `seen` is what the store returned. */
  update(
    { id, changes = {}, remove = [], expected }: UpdateAgentInput,
    seen: StorageAgentType | undefined,
  ): StorageAgentType {
    const agent = this.get(id) ?? notFound('agent', id);
    if (expected !== undefined && expected !== agent.revision) {
      conflict('agent', id, { expected, actual: agent.revision });
    }
    const kept = Object.entries(agent).filter(([field]) => !remove.includes(field));
    const merged = { ...Object.fromEntries(kept), ...throughJson<AgentConfig>(changes) } as StorageAgentType;
    const updated = { ...merged, revision: agent.revision + 1, updatedAt: seen?.updatedAt ?? agent.updatedAt };
    this.#replace(agent, updated);
    return updated;
  }

  /** As deleteAgent. */
  delete(id: string, expected?: number): void {
    const agent = this.get(id);
    if (expected !== undefined && expected !== agent?.revision) {
      conflict('agent', id, { expected, actual: agent?.revision ?? 'none' });
    }
    this.#agents = this.#agents.filter((each) => each !== agent);
  }

  /** As listAgents, without pages. */
  list(
    { field, direction }: NonNullable<ListAgentsInput['orderBy']> = { field: 'createdAt', direction: 'DESC' },
  ): StorageAgentType[] {
    const sign = direction === 'ASC' ? 1 : -1;
    return this.#agents.toSorted(
      (left, right) => sign * (left[field].getTime() - right[field].getTime() || compareBytes(left.id, right.id)),
    );
  }

  /** Makes a configuration the record's, or a record of it; the store's times are learnt later. */
  write(id: string, { config, versionNumber }: { config: AgentConfig; versionNumber: number }): void {
    const agent = this.get(id);
    const unknown = new Date(Number.NaN);
    const record = agent ?? { activeVersionId: undefined, revision: 0, createdAt: unknown };
    const { activeVersionId, revision, createdAt } = record;
    const kept = { id, versionNumber, revision: revision + 1, createdAt, updatedAt: unknown };
    const written = { ...config, ...kept, ...(activeVersionId === undefined ? {} : { activeVersionId }) };
    if (agent) this.#replace(agent, written);
    else this.#agents.push(written);
  }

  /** Takes over the times that the store has for what it did not tell of. */
  learnTimes(seen: StorageAgentType | null | undefined): void {
    const agent = seen && this.get(seen.id);
    if (!agent || !Number.isNaN(agent.updatedAt.getTime())) return;
    const createdAt = Number.isNaN(agent.createdAt.getTime()) ? seen.createdAt : agent.createdAt;
    this.#replace(agent, { ...agent, createdAt, updatedAt: seen.updatedAt });
  }

  /** Shows what the label `active` points at. */
  activate(id: string, activeVersionId: string | undefined): void {
    const agent = this.get(id);
    if (!agent) return;
    const { activeVersionId: _, ...rest } = agent;
    this.#replace(agent, activeVersionId === undefined ? rest : { ...rest, activeVersionId });
  }

  #replace(agent: StorageAgentType, by: StorageAgentType): void {
    this.#agents = this.#agents.map((each) => (each === agent ? by : each));
  }
}
