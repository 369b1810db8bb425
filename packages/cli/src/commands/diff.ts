/** `diff`: what changed from one version to another. */
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { EXIT } from '../exit-codes';
import { renderDiff } from '../render-diff';

interface DiffOptions {
  exitCode?: boolean;
  patch?: boolean;
}

/** Defines `diff`. */
export function defineDiff(program: Command, cli: CliContext): void {
  program
    .command('diff')
    .description('print what changed from one version to another')
    .argument('<agent>', 'its id')
    .argument('<from>', 'number, id, label, latest or head~2')
    .argument('[to]', 'the same', 'latest')
    .option('--exit-code', 'end with 1 where they differ')
    .option('--patch', 'print a JSON patch (RFC 6902)')
    .action((agentId: string, from: string, to: string, options: DiffOptions) =>
      printDiff(cli, { agentId, from, to, ...options }),
    );
}

async function printDiff(
  cli: CliContext,
  { agentId, from, to, exitCode, patch }: DiffOptions & { agentId: string; from: string; to: string },
): Promise<void> {
  const comparison = await (await cli.versioning()).compare(agentId, { from, to });
  if (patch) cli.output.result(comparison.patch, () => JSON.stringify(comparison.patch, null, 2));
  else cli.output.result(comparison, () => renderDiff(comparison, { color: cli.output.color }));
  if (exitCode && comparison.diffs.length > 0) cli.exitWith(EXIT.differs);
}
