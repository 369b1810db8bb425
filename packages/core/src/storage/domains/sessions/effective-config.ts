/** What a session runs with: its agent's configuration, and what differs in the session. */
import type { AgentConfig } from '../../types';
import type { SessionOverrides } from './records';

/** Where neither the agent nor the session says otherwise. */
export const SESSION_DEFAULTS = { permission_mode: 'readOnly', max_steps: 10 } as const;

/** The configuration with every override that is not null on top; neither of the two is touched. */
export function effectiveConfig(config: AgentConfig, overrides: SessionOverrides): AgentConfig {
  const effective: AgentConfig = { ...config };
  for (const [field, value] of Object.entries(overrides)) if (value != null) effective[field] = value;
  for (const [field, value] of Object.entries(SESSION_DEFAULTS)) effective[field] ??= value;
  return effective;
}
