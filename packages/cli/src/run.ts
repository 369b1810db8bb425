/** One run of the program, from its arguments to its exit code. */
import type { Command } from 'commander';
import pico from 'picocolors';
import { EXIT, type ExitCode } from './exit-codes';
import { addCommands, createProgram } from './program';
import { type ErrorReport, isBrokenPipe, reportOf } from './report-error';
import { type GlobalOptions, Session, type SessionInput } from './session';

/** What a run is given. */
export interface RunOptions extends Omit<SessionInput, 'signal' | 'options'> {
  /** The arguments, without the interpreter and the program. */
  argv: readonly string[];
  /** Ends long work between two steps; the run then ends with 130. */
  signal?: AbortSignal;
}

/** Runs the program and returns its exit code. Throws nothing, ends no process, and closes what it opened. */
export async function runCli(options: RunOptions): Promise<number> {
  const { argv, signal = new AbortController().signal, stderr, stdout, ...rest } = options;
  const program = createProgram();
  const session = new Session({ ...rest, stdout, stderr, signal, options: () => program.opts<GlobalOptions>() });
  program.configureOutput({
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
    outputError: () => undefined, // reported below, like every other error
    getOutHelpWidth: () => widthOf(stdout),
    getErrHelpWidth: () => widthOf(stderr),
  });
  const json = () => wantsJson(program, argv);
  let code = await attempt(session, json, async () => {
    await addCommands(program, session);
    await program.parseAsync(argv, { from: 'user' });
    return session.exitCode;
  });
  for (const close of [() => session.close(), () => session.output.close()]) {
    const closed = await attempt(session, json, async () => {
      await close();
      return code;
    });
    code = code === EXIT.done || closed === EXIT.brokenPipe ? closed : code;
  }
  return code;
}

/** The exit code of some work; what it throws is reported. */
async function attempt(session: Session, json: () => boolean, work: () => Promise<ExitCode>): Promise<ExitCode> {
  const { output, signal, env } = session;
  try {
    return await work();
  } catch (error) {
    if (error === output.failure && isBrokenPipe(error)) return EXIT.brokenPipe;
    const report = reportOf(error, signal);
    if (!report) return EXIT.done;
    if (report.message !== '') output.note(json() ? jsonOf(report) : textOf(report, output.noteColor));
    if (report.code === 'internal' && env.AGENT_VERSIONS_DEBUG && error instanceof Error)
      output.note(error.stack ?? '');
    return report.exitCode;
  }
}

function jsonOf({ code, message, hint, details }: ErrorReport): string {
  return JSON.stringify({ error: { code, message, ...details, hint } });
}

function textOf({ message, hint }: ErrorReport, color: boolean): string {
  return `${pico.createColors(color).red('Error:')} ${message}${hint ? `\n${hint}` : ''}`;
}

/** Also where the arguments could not be parsed to their end. */
function wantsJson(program: Command, argv: readonly string[]): boolean {
  return program.opts<GlobalOptions>().json === true || argv.includes('--json');
}

function widthOf(stream: SessionInput['stdout']): number {
  return (stream.isTTY && Number(Reflect.get(stream, 'columns'))) || 80;
}
