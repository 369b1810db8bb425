/** `activate`: which version is served. */
import { ACTIVE_LABEL } from '@agent-versions/core';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { printLabel, printRemoval } from '../label-result';
import { addMoveOptions, type MoveFlags, moveOptions } from '../move-options';
import { UsageError } from '../usage-error';

interface ActivateFlags extends MoveFlags {
  none?: boolean;
}

/** Adds the command `activate`. */
export function defineActivate(program: Command, cli: CliContext): void {
  const command = program
    .command('activate')
    .description('serve a version: point the label active at it')
    .argument('<agent>', 'id of the agent')
    .argument('[version]', 'number, id, label or head~n')
    .option('--none', 'serve no version any more');
  addMoveOptions(command).action((agentId: string, version: string | undefined, flags: ActivateFlags) =>
    activate(cli, { agentId, version, flags }),
  );
}

async function activate(
  cli: CliContext,
  { agentId, version, flags }: { agentId: string; version: string | undefined; flags: ActivateFlags },
): Promise<void> {
  const { none = false } = flags;
  if (none === (version !== undefined)) {
    throw new UsageError(none ? 'Either a version or --none' : 'Which version?', {
      hint: 'As in `agent-versions activate support 3`; --none serves no version any more.',
    });
  }
  const versioning = await cli.versioning();
  if (version === undefined) {
    const move = await versioning.deactivate(agentId, moveOptions(flags));
    await printRemoval(cli, { versioning, agentId, label: ACTIVE_LABEL, move });
  } else {
    await printLabel(cli, versioning, await versioning.activate(agentId, version, moveOptions(flags)));
  }
}
