/** `prune`: deletes the versions that no rule keeps. */
import type { AgentVersioning, PruneOptions, PruneOutput, PruneRunOptions } from '@agent-versions/core';
import type { Command } from 'commander';
import pico from 'picocolors';
import { confirm, requireTerminal } from '../confirm';
import type { CliContext } from '../context';
import { parseDuration } from '../duration';
import type { Table } from '../output';
import { parseCount } from '../paging';
import { renderTable } from '../render-table';
import { requireAgent } from '../require-agent';
import { NOTHING, showCount, showTime } from '../show-values';
import { UsageError } from '../usage-error';

interface PruneFlags {
  keep?: number;
  maxAge?: number;
  keepNamed?: boolean;
  reason?: string;
  dryRun?: boolean;
  yes?: boolean;
}

/** What one run prunes, and how. */
interface Pruning {
  cli: CliContext;
  versioning: AgentVersioning;
  agentId: string;
  rules: PruneOptions;
}

/** Of a long list, so many are shown before the question; `--dry-run` shows all. */
const SHOWN_BEFORE_QUESTION = 20;

/** Adds the command `prune`. */
export function definePrune(program: Command, cli: CliContext): void {
  program
    .command('prune')
    .description('delete the versions that no rule keeps; labelled ones always stay')
    .argument('<agent>', 'id of the agent')
    .option('--keep <count>', 'keep so many of the newest', parseCount)
    .option('--max-age <time>', 'keep the younger ones: 30d, 12h, 45m', parseDuration)
    .option('--keep-named', 'keep those with a name')
    .option('--dry-run', 'only list what would go, and why')
    .option('-m, --reason <text>', 'why; kept with what is left of them (default: the rules)')
    .option('-y, --yes', 'do not ask')
    .action((agentId: string, flags: PruneFlags) => prune(cli, { agentId, flags }));
}

async function prune(cli: CliContext, { agentId, flags }: { agentId: string; flags: PruneFlags }): Promise<void> {
  const { keep: keepLast, maxAge, keepNamed, reason, dryRun, yes } = flags;
  if (keepLast === undefined && maxAge === undefined) {
    throw new UsageError('Nothing says what to keep', { hint: 'Give --keep N, --max-age 30d or both.' });
  }
  const versioning = await cli.versioning();
  const rules = { keepLast, maxAge, keepNamed, reason, signal: cli.signal };
  const pruning: Pruning = { cli, versioning, agentId, rules };
  if (dryRun) {
    printPlan(cli, await plan(pruning));
  } else {
    const output = yes ? await carryOut(pruning) : await ask(pruning);
    if (output) printDeleted(pruning, output);
  }
}

function plan(pruning: Pruning): Promise<PruneOutput> {
  return run(pruning, { dryRun: true });
}

/** @throws NotFoundError when there is no such agent */
async function run({ versioning, agentId, rules }: Pruning, options: PruneRunOptions): Promise<PruneOutput> {
  const output = await versioning.prune(agentId, { ...rules, ...options });
  if (output.deleted.length + output.kept === 0) await requireAgent(versioning, agentId);
  return output;
}

/** Deletes what was told and agreed to; undefined where it was not agreed to. */
async function ask(pruning: Pruning): Promise<PruneOutput | undefined> {
  const { cli, agentId } = pruning;
  requireTerminal(cli);
  const planned = await plan(pruning);
  const { deleted, kept } = planned;
  if (deleted.length === 0) return planned;
  const shown = renderTable(tableOf(deleted.slice(0, SHOWN_BEFORE_QUESTION)), pico.createColors(false));
  const more = deleted.length - SHOWN_BEFORE_QUESTION;
  cli.output.note(more > 0 ? `${shown}… and ${more} more: --dry-run lists them all` : shown);
  const question = `Delete ${showCount(deleted.length, 'version')} of ${agentId} for good, and keep ${kept}?`;
  if (!(await confirm(cli, question))) return undefined;
  const seen = new Set(deleted.map(({ id }) => id));
  const now = await plan(pruning);
  if (now.deleted.every(({ id }) => seen.has(id))) return carryOut(pruning);
  throw new UsageError('Meanwhile the rules let more versions go than you saw: nothing was deleted', {
    hint: 'Run it again.',
  });
}

async function carryOut(pruning: Pruning): Promise<PruneOutput> {
  const { cli } = pruning;
  const bar = cli.output.progress('Deleting');
  let done = 0;
  try {
    const onProgress = ({ deleted }: { deleted: number }) => {
      done = deleted;
      bar.update(done, 'versions');
    };
    return await run(pruning, { onProgress });
  } catch (error) {
    bar.stop();
    if (done > 0 && !cli.output.json) {
      cli.output.note(`${showCount(done, 'version')} went before that; run it again to go on.`);
    }
    throw error;
  } finally {
    bar.stop();
  }
}

function printPlan({ output }: CliContext, { deleted, kept }: PruneOutput): void {
  const nothing = `Nothing would go, ${kept} would stay`;
  output.result({ dryRun: true, deleted, kept }, () => (deleted.length === 0 ? nothing : tableOf(deleted)));
  if (deleted.length > 0 && !output.json) {
    output.note(`${showCount(deleted.length, 'version')} would go, ${kept} would stay.`);
  }
}

function printDeleted({ cli, agentId }: Pruning, { deleted, kept }: PruneOutput): void {
  cli.output.result({ dryRun: false, deleted, kept }, () =>
    deleted.length === 0
      ? `Nothing to delete: the rules keep all ${kept} versions of ${agentId}`
      : `Deleted ${showCount(deleted.length, 'version')} of ${agentId}, kept ${kept}`,
  );
}

function tableOf(deleted: PruneOutput['deleted']): Table {
  return {
    head: ['VERSION', 'NAME', 'MADE', 'WHY IT GOES'],
    rows: deleted.map(({ versionNumber, name = NOTHING, createdAt, reason }) => [
      String(versionNumber),
      name,
      showTime(createdAt),
      reason,
    ]),
  };
}
