/** `doctor`: whether everything that a command needs is there. */
import type { Command } from 'commander';
import pico from 'picocolors';
import type { CliContext } from '../context';
import { type Check, runChecks } from '../doctor-checks';
import { EXIT } from '../exit-codes';

const COLORS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

/** Defines `doctor`. */
export function defineDoctor(program: Command, cli: CliContext): void {
  program
    .command('doctor')
    .description('check Node, configuration, database, schema and a few histories; changes nothing')
    .addHelpText('after', '\nEnds with 1 where a check failed.')
    .action(() => printChecks(cli));
}

async function printChecks(cli: CliContext): Promise<void> {
  const checks = await runChecks(cli);
  const ok = checks.every(({ state }) => state !== 'fail');
  const colors = pico.createColors(cli.output.color);
  cli.output.result({ ok, checks }, () => ({
    head: ['CHECK', 'STATE', 'FOUND', 'WHAT TO DO'],
    rows: checks.map(({ check, state, found, todo = '' }: Check) => [check, colors[COLORS[state]](state), found, todo]),
  }));
  if (!ok) cli.exitWith(EXIT.differs);
}
