/** Tells an agent that has nothing from one that does not exist. */
import { type AgentVersioning, NotFoundError } from '@agent-versions/core';

/** @throws NotFoundError when the agent has neither a record nor a version: for lists that came out empty */
export async function requireAgent(versioning: AgentVersioning, agentId: string): Promise<void> {
  if (await versioning.getAgent(agentId)) return;
  const { total } = await versioning.list({ agentId, perPage: 1, includeSnapshot: false });
  if (total === 0) throw new NotFoundError({ entity: 'agent', id: agentId });
}
