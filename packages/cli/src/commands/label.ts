/** `label`: movable names of versions. */
import type { LabelDestination, LabelMove, VersionLabel } from '@agent-versions/core';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { printLabel, printRemoval } from '../label-result';
import { describeTargets, type NumberedTarget, VersionNumbers } from '../label-targets';
import { addMoveOptions, type MoveFlags, moveOptions } from '../move-options';
import { pageRemark, parseCount, parsePageSize } from '../paging';
import { requireAgent } from '../require-agent';
import { NOTHING, showTime } from '../show-values';
import { parseSplit } from '../split-option';
import { UsageError } from '../usage-error';

interface SetFlags extends MoveFlags {
  split?: LabelDestination;
}

interface MovesFlags {
  number: number;
  page: number;
}

/** Which label, of whom. */
interface LabelName {
  agentId: string;
  label: string;
}

/** Adds the command `label` and what is below it. */
export function defineLabel(program: Command, cli: CliContext): void {
  const label = program.command('label').description('list, move and take back labels');
  withAgent(label.command('list', { isDefault: true }).description('list the labels of an agent')).action(
    (agentId: string) => listLabels(cli, agentId),
  );
  defineMoving(label, cli);
  withAgent(label.command('moves').description('list how labels moved, newest first'))
    .argument('[label]', 'one label (default: all)')
    .option('-n, --number <count>', 'how many', parsePageSize, 20)
    .option('--page <number>', 'which page', parseCount, 1)
    .action((agentId: string, name: string | undefined, flags: MovesFlags) => listMoves(cli, { agentId, name, flags }));
}

function defineMoving(label: Command, cli: CliContext): void {
  const set = withLabel(label.command('set').description('point a label at a version, or split it over several'));
  set
    .argument('[version]', 'number, id, label or head~n')
    .option('--split <shares>', 'versions and their shares of 10000: 1=9000,2=1000, or 1=90%,2=10%', parseSplit);
  addMoveOptions(set).action((agentId: string, name: string, version: string | undefined, flags: SetFlags) =>
    setLabel(cli, { agentId, label: name, version, flags }),
  );
  const revert = withLabel(label.command('revert').description('take a label back to where its last move came from'));
  addMoveOptions(revert).action((agentId: string, name: string, flags: MoveFlags) =>
    revertLabel(cli, { agentId, label: name, flags }),
  );
  const remove = withLabel(label.command('rm').description('take a label away'));
  addMoveOptions(remove).action((agentId: string, name: string, flags: MoveFlags) =>
    removeLabel(cli, { agentId, label: name, flags }),
  );
}

function withAgent(command: Command): Command {
  return command.argument('<agent>', 'id of the agent');
}

function withLabel(command: Command): Command {
  return withAgent(command).argument('<label>', 'name of the label');
}

async function setLabel(
  cli: CliContext,
  { agentId, label, version, flags }: LabelName & { version: string | undefined; flags: SetFlags },
): Promise<void> {
  const { split } = flags;
  if (version !== undefined && split !== undefined) throw new UsageError('Either a version or --split');
  const to = version ?? split;
  if (to === undefined) throw new UsageError('Which version?', { hint: 'Name one, or several with --split.' });
  const versioning = await cli.versioning();
  await printLabel(cli, versioning, await versioning.setLabel(agentId, label, to, moveOptions(flags)));
}

async function revertLabel(
  cli: CliContext,
  { agentId, label, flags }: LabelName & { flags: MoveFlags },
): Promise<void> {
  const versioning = await cli.versioning();
  await printLabel(cli, versioning, await versioning.revertLabel(agentId, label, moveOptions(flags)));
}

async function removeLabel(
  cli: CliContext,
  { agentId, label, flags }: LabelName & { flags: MoveFlags },
): Promise<void> {
  const versioning = await cli.versioning();
  const move = await versioning.removeLabel(agentId, label, moveOptions(flags));
  await printRemoval(cli, { versioning, agentId, label, move });
}

async function listLabels(cli: CliContext, agentId: string): Promise<void> {
  const versioning = await cli.versioning();
  const found = await versioning.listLabels(agentId);
  if (found.length === 0) await requireAgent(versioning, agentId);
  const numbers = new VersionNumbers(versioning, agentId);
  const labels: (VersionLabel & { targets: NumberedTarget[] })[] = [];
  for (const label of found) labels.push({ ...label, targets: await numbers.of(label.targets) });
  cli.output.result(labels, () => {
    if (labels.length === 0) return `No labels yet: \`agent-versions label set ${agentId} LABEL VERSION\``;
    const head = ['LABEL', 'POINTS AT', 'REVISION', 'MOVED', 'BY'];
    const rows = labels.map(({ label, targets, revision, updatedAt, updatedBy = NOTHING }) => [
      label,
      describeTargets(targets),
      String(revision),
      showTime(updatedAt),
      updatedBy,
    ]);
    return { head, rows };
  });
}

async function listMoves(
  cli: CliContext,
  { agentId, name, flags }: { agentId: string; name: string | undefined; flags: MovesFlags },
): Promise<void> {
  const versioning = await cli.versioning();
  const { number: perPage, page } = flags;
  const list = await versioning.listLabelMoves({ agentId, label: name, page, perPage });
  if (list.total === 0) await requireAgent(versioning, agentId);
  const moves = await numbered(list.moves, new VersionNumbers(versioning, agentId));
  cli.output.result({ ...list, moves }, () => {
    if (list.total === 0) return name === undefined ? 'No label was moved yet' : `Label ${name} was never set`;
    const head = ['WHEN', 'LABEL', 'REVISION', 'FROM', 'TO', 'BY', 'WHY'];
    const rows = moves.map(({ movedAt, label, revision, from, to, movedBy = NOTHING, reason = NOTHING }) => [
      showTime(movedAt),
      label,
      String(revision),
      from ? describeTargets(from) : NOTHING,
      to ? describeTargets(to) : NOTHING,
      movedBy,
      reason,
    ]);
    return { head, rows };
  });
  const remark = cli.output.json ? null : pageRemark(list);
  if (remark) cli.output.note(remark);
}

type NumberedMove = LabelMove & { from?: NumberedTarget[]; to?: NumberedTarget[] };

async function numbered(moves: readonly LabelMove[], numbers: VersionNumbers): Promise<NumberedMove[]> {
  const result: NumberedMove[] = [];
  for (const { from, to, ...move } of moves) {
    result.push({
      ...move,
      ...(from ? { from: await numbers.of(from) } : {}),
      ...(to ? { to: await numbers.of(to) } : {}),
    });
  }
  return result;
}
