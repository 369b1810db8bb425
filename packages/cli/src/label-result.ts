/** What is told of a label that was moved or removed. */
import type { AgentVersioning, LabelMove, VersionLabel } from '@agent-versions/core';
import type { CliContext } from './context';
import { describeTargets, VersionNumbers } from './label-targets';
import { requireAgent } from './require-agent';

/** Prints where a label points now. */
export async function printLabel(cli: CliContext, versioning: AgentVersioning, moved: VersionLabel): Promise<void> {
  const { agentId, label, revision } = moved;
  const targets = await new VersionNumbers(versioning, agentId).of(moved.targets);
  cli.output.result(
    { ...moved, targets },
    () => `Label ${label} of ${agentId} points at ${describeTargets(targets)} now (revision ${revision})`,
  );
}

/**
 * Prints that a label is gone; a label that was not set is no error.
 * @throws NotFoundError when there is no such agent
 */
export async function printRemoval(
  cli: CliContext,
  input: { versioning: AgentVersioning; agentId: string; label: string; move: LabelMove | null },
): Promise<void> {
  const { versioning, agentId, label, move } = input;
  if (!move) await requireAgent(versioning, agentId);
  const result = { agentId, label, removed: move !== null, ...(move ? { revision: move.revision } : {}) };
  cli.output.result(result, () =>
    move ? `Label ${label} of ${agentId} is removed` : `Label ${label} of ${agentId} was not set`,
  );
}
