/** The domain `agents` of the naive store. */
import { randomUUID } from 'node:crypto';
import {
  type AgentConfig,
  ConflictError,
  type CreateAgentInput,
  type ListAgentsOutput,
  NotFoundError,
  type StorageAgentType,
  type UpdateAgentInput,
} from '@agent-versions/core';
import { NaiveAgentsLeftovers } from './naive-leftovers';

/** Stands for the round trip to a database: whatever else is under way goes on meanwhile. */
export const roundTrip = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A conflict as the contract has it. */
export const conflict = (
  entity: 'version' | 'label' | 'agent',
  id: string,
  seen: { expected: string | number; actual: string | number },
) => new ConflictError({ entity, id, ...seen });

/** Agents by read, merge, write. */
export class NaiveAgentsStorage extends NaiveAgentsLeftovers {
  readonly rows = new Map<string, StorageAgentType>();

  override async createAgent({ id = randomUUID(), ...config }: CreateAgentInput): Promise<StorageAgentType> {
    const taken = this.rows.get(id);
    await roundTrip();
    if (taken) throw conflict('agent', id, { expected: 'none', actual: taken.revision });
    const now = new Date();
    const agent = { ...config, id, revision: 1, createdAt: now, updatedAt: now };
    this.rows.set(id, agent);
    return agent;
  }

  override async getAgent(id: string): Promise<StorageAgentType | null> {
    return this.rows.get(id) ?? null;
  }

  override async updateAgent({ id, changes, remove = [] }: UpdateAgentInput): Promise<StorageAgentType> {
    const agent = this.rows.get(id);
    await roundTrip();
    if (!agent) throw new NotFoundError({ entity: 'agent', id });
    const updated: StorageAgentType = { ...agent, ...changes, revision: agent.revision + 1, updatedAt: new Date() };
    for (const field of remove) delete updated[field];
    this.rows.set(id, updated);
    return updated;
  }

  /** Writes the record whatever it is by now. */
  async overwrite(id: string, config: AgentConfig): Promise<void> {
    const before = this.rows.get(id);
    await roundTrip();
    const now = new Date();
    const kept = { id, revision: (before?.revision ?? 0) + 1, createdAt: before?.createdAt ?? now, updatedAt: now };
    this.rows.set(id, { ...config, ...kept });
  }

  override async deleteAgent(id: string): Promise<void> {
    this.rows.delete(id);
  }

  override async listAgents(): Promise<ListAgentsOutput> {
    const agents = [...this.rows.values()];
    return { agents, total: agents.length, page: 1, perPage: 20, hasMore: false };
  }
}
