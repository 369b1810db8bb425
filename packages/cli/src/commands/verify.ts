/** `verify`: whether histories are what was saved. */
import type { AgentVersioning, HistoryAnchor, VerifyHistoryOutput } from '@agent-versions/core';
import { type Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../context';
import { EXIT } from '../exit-codes';
import { agentsWithHistory } from '../histories';
import type { Table } from '../output';
import { UsageError } from '../usage-error';

/** What became of one history. */
type VerifiedHistory = VerifyHistoryOutput & { agentId: string };

/** Defines `verify`. */
export function defineVerify(program: Command, cli: CliContext): void {
  program
    .command('verify')
    .description('check the hash chain of one history, or of all')
    .argument('[agent]', 'its id (default: every agent)')
    .option('--anchor <number:hash>', 'a head noted earlier, so that a cut or remade history is seen', parseAnchor)
    .addHelpText('after', '\nEnds with 1 where a history is broken.')
    .action((agentId: string | undefined, { anchor }: { anchor?: HistoryAnchor }) => verify(cli, { agentId, anchor }));
}

function parseAnchor(text: string): HistoryAnchor {
  const [, number, chainHash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (chainHash !== undefined) return { versionNumber: Number(number), chainHash };
  throw new InvalidArgumentError('It is a number, a colon and 64 hex digits, as `verify` prints it.');
}

async function verify(cli: CliContext, input: { agentId: string | undefined; anchor?: HistoryAnchor }): Promise<void> {
  const { agentId, anchor } = input;
  if (anchor && agentId === undefined) throw new UsageError('An anchor is of one agent: name it');
  const versioning = await cli.versioning();
  const histories: VerifiedHistory[] = [];
  for await (const id of agentId === undefined ? agentsWithHistory(cli) : [agentId]) {
    histories.push(await verifyOne(cli, { versioning, agentId: id, anchor }));
  }
  const ok = histories.every((history) => history.ok);
  cli.output.result({ ok, histories }, () => textOf(histories));
  for (const history of histories) if (!history.ok) cli.output.note(breakOf(history));
  if (!ok) cli.exitWith(EXIT.differs);
}

async function verifyOne(
  cli: CliContext,
  input: { versioning: AgentVersioning; agentId: string; anchor: HistoryAnchor | undefined },
): Promise<VerifiedHistory> {
  const { versioning, agentId, anchor } = input;
  const bar = cli.output.progress(`Verifying ${agentId}`);
  try {
    const onProgress = ({ versionNumber }: { versionNumber: number }) => bar.update(versionNumber);
    return { agentId, ...(await versioning.verifyHistory(agentId, { anchor, onProgress, signal: cli.signal })) };
  } finally {
    bar.stop();
  }
}

function textOf(histories: readonly VerifiedHistory[]): string | Table {
  if (histories.length === 0) return 'No histories yet';
  return {
    head: ['AGENT', 'RESULT', 'VERSIONS', 'DELETED', 'REDACTED', 'HEAD (for --anchor)'],
    rows: histories.map((history) => [
      history.agentId,
      history.ok ? 'ok' : 'BROKEN',
      String(history.versions),
      String(history.deletions),
      String(history.redacted),
      history.ok && history.head ? `${history.head.versionNumber}:${history.head.chainHash}` : '-',
    ]),
  };
}

function breakOf(history: VerifiedHistory & { ok: false }): string {
  const { versionNumber, problem, field, expected, actual } = history.break;
  const what = field === undefined ? problem : `${problem} (${field})`;
  return `${history.agentId}: broken at version ${versionNumber}, ${what}: expected ${expected}, found ${actual}`;
}
