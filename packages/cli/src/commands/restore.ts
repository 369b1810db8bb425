/** `restore`: an old version, as the next one. */
import { ACTIVE_LABEL, type AgentVersionSummary } from '@agent-versions/core';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { printSaved } from '../saved-version';
import { addVersionOptions, type VersionFlags, versionOptions } from '../version-options';

interface RestoreFlags extends VersionFlags {
  activate?: boolean;
}

/** Adds the command `restore`. */
export function defineRestore(program: Command, cli: CliContext): void {
  const command = program
    .command('restore')
    .description('bring a version back, as a new one and as what the agent is')
    .argument('<agent>', 'id of the agent')
    .argument('<version>', 'number, id, label or head~n')
    .option('--activate', 'serve it too, in the same step');
  addVersionOptions(command).action((agentId: string, version: string, flags: RestoreFlags) =>
    restore(cli, { agentId, version, flags }),
  );
}

async function restore(
  cli: CliContext,
  { agentId, version, flags }: { agentId: string; version: string; flags: RestoreFlags },
): Promise<void> {
  const versioning = await cli.versioning();
  const { activate, label: labels = [] } = flags;
  const options = versionOptions(flags);
  const texts = {
    created: ({ versionNumber }: AgentVersionSummary) =>
      `Restored version ${version} of ${agentId} as version ${versionNumber}`,
    unchanged: ({ versionNumber }: AgentVersionSummary) =>
      `Nothing to restore: version ${versionNumber} of ${agentId} is the newest, and holds this already`,
    labels: activate ? [ACTIVE_LABEL, ...labels] : labels,
  };
  await printSaved(cli, texts, () =>
    activate ? versioning.rollback(agentId, version, options) : versioning.restore(agentId, version, options),
  );
}
