/** Asks before something is deleted. */
import type { CliContext } from './context';
import { EXIT } from './exit-codes';
import { UsageError } from './usage-error';

/**
 * Asks on the terminal, once a run; only `y` and `yes` are a yes. After a no it says that nothing was deleted, and the
 * run ends as an interrupted one.
 * @throws UsageError where there is no terminal to ask on
 */
export async function confirm(cli: CliContext, question: string): Promise<boolean> {
  requireTerminal(cli);
  cli.output.note(`${question} [y/N]`);
  if (/^\s*y(es)?\s*$/i.test(await readLine(cli.stdin))) return true;
  cli.output.note('Nothing was deleted.');
  cli.exitWith(EXIT.interrupted);
  return false;
}

/** @throws UsageError where there is no terminal to ask on */
export function requireTerminal({ stdin }: CliContext): void {
  if (!stdin.isTTY) throw new UsageError('Nobody is there to confirm', { hint: 'Say --yes to go on without.' });
}

/** The first line, or all there is. */
async function readLine(stdin: CliContext['stdin']): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    if (text.includes('\n')) break;
  }
  return text.split('\n', 1)[0] ?? '';
}
