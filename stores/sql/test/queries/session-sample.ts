/** A session as the texts take it, and as the domain reads it. */
import type { Argument } from './subject';

/** When it was made. */
export const AT = new Date('2026-03-29T01:30:00.001Z');

/** The 19 arguments of `insert`, in their order. */
export function session(id: string, changes: Record<string, Argument> = {}): Argument[] {
  const row: Record<string, Argument> = {
    id,
    name: 'Code review',
    main_agent_id: 'reviewer',
    sub_agent_ids: '["one", "two"]',
    user_goal: 'Review the authentication module',
    status: 'running',
    external_session_id: 'ticket-1',
    model: 'other-model',
    plan_model: null,
    small_model: null,
    built_in_tools: '["shell"]',
    mcps: null,
    knowledges: null,
    configuration: '{"temperature": 0.30000000000000004}',
    accessible_paths: null,
    permission_mode: null,
    max_steps: 5,
    created_at: AT.toISOString(),
    updated_at: AT.toISOString(),
  };
  return Object.values({ ...row, ...changes });
}

/** What {@link session} comes to, but for its id. */
export const STORED = {
  name: 'Code review',
  mainAgentId: 'reviewer',
  subAgentIds: ['one', 'two'],
  userGoal: 'Review the authentication module',
  status: 'running',
  externalSessionId: 'ticket-1',
  overrides: {
    model: 'other-model',
    built_in_tools: ['shell'],
    configuration: { temperature: 0.30000000000000004 },
    max_steps: 5,
  },
  revision: 1,
  createdAt: AT,
  updatedAt: AT,
};

/** Takes the overrides of {@link session} away. */
export const NOTHING_OVERRIDDEN = { model: null, built_in_tools: null, configuration: null, max_steps: null };
