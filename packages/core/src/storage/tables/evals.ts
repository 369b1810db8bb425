/** The table of the domain `evals`. */
import type { StorageColumn } from '../types';

export const TABLE_EVALS = 'mastra_evals';

export const EVALS_SCHEMA: Record<string, StorageColumn> = {
  id: { type: 'text', nullable: false, primaryKey: true },
  agentId: { type: 'text', nullable: true },
  versionId: { type: 'text', nullable: true }, // which version of the agent was judged
  runId: { type: 'text', nullable: true },
  scorerId: { type: 'text', nullable: false },
  score: { type: 'double', nullable: false },
  reason: { type: 'text', nullable: true },
  createdAt: { type: 'timestamp', nullable: false },
  input: { type: 'jsonb', nullable: true },
  output: { type: 'jsonb', nullable: true },
  testInfo: { type: 'jsonb', nullable: true },
  metadata: { type: 'jsonb', nullable: true },
};

/** All tables of the domain. */
export const EVALS_TABLES = { [TABLE_EVALS]: EVALS_SCHEMA } as const;
