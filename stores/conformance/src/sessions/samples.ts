/** Sessions and logs to test with. */
import type { CreateSessionInput, NewSessionLog, SessionLog, StorageSession } from '@agent-versions/core';
import { countTo, sampleConfig } from '../samples';
import type { StoreUnderTest } from '../store-under-test';

/** A session of a new agent. */
export async function newSession(
  { agents, sessions }: StoreUnderTest,
  fields: Partial<CreateSessionInput> = {},
): Promise<StorageSession> {
  const mainAgentId = fields.mainAgentId ?? (await agents.createAgent(sampleConfig())).id;
  return sessions.createSession({ ...fields, mainAgentId });
}

/** What a session can say of itself, all of it. */
export function sampleSession(): Omit<CreateSessionInput, 'mainAgentId'> {
  return {
    name: 'Code review',
    subAgentIds: ['linter', 'reader', 'linter'],
    userGoal: 'Review the authentication module',
    externalSessionId: 'ticket-7',
    overrides: { model: { name: 'gpt-4o' }, plan_model: null, max_steps: 3, 'x-team': { seats: [1, null] } },
  };
}

/** A log to append; each `step` differs. */
export function sampleLog(step = 1): NewSessionLog {
  return { role: 'agent', type: 'thought', content: { step, text: `Step ${step}` } };
}

/** Appends logs one after another. */
export async function appendLogs(
  { sessions }: StoreUnderTest,
  { sessionId, count }: { sessionId: string; count: number },
): Promise<SessionLog[]> {
  const made: SessionLog[] = [];
  for (const step of countTo(count)) made.push(await sessions.appendSessionLog({ sessionId, ...sampleLog(step) }));
  return made;
}
