/** The command tree: name, global options, help. */
import { Command } from 'commander';
import { version } from '../package.json';
import { defineCommands } from './commands/all';
import type { CliContext } from './context';
import { EXIT_MEANINGS } from './exit-codes';

const AFTER_HELP = `
Examples:
  echo '{"model":"gpt-4.1"}' | agent-versions agents create support -
  agent-versions save support --set 'instructions="Be kind."' -m Kinder
  agent-versions diff support 1
  agent-versions activate support latest

Versions are named by number (3), id, label (production), or place (latest, head~2).

The database is the first of: --db, the storage of agent-versions.config.{ts,js,mjs} (or --config),
DATABASE_URL, the file ./agent-versions.db.

Exit codes:
${EXIT_MEANINGS.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`).join('\n')}
`;

/** The program with its global options, without its commands. */
export function createProgram(): Command {
  return new Command('agent-versions')
    .description("Keeps every version of an AI agent's configuration, in the database you already have.")
    .version(version, '-V, --version', 'print the version of this program')
    .helpOption('-h, --help', 'print this help')
    .option('--json', 'print one JSON document instead of text')
    .option('--config <file>', 'configuration file (default: agent-versions.config.{ts,js,mjs})')
    .option('--db <url-or-file>', 'database: a file, or a file:, libsql:, https: or postgres: url')
    .option('--as <name>', 'who acts (default: the user of the system)')
    .option('--no-color', 'no colours, also on a terminal')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', AFTER_HELP);
}

/** Adds every command, in the order of the help. Completions are printed on the standard output of the process. */
export async function addCommands(program: Command, cli: CliContext): Promise<void> {
  defineCommands(program, cli);
  program.commandsGroup('Help:').helpCommand('help [command]', 'print the help of a command');
  const { default: tab } = await import('@bomb.sh/tab/commander'); // an ES module only, and this is CommonJS too
  tab(program, { completionCommandName: 'completion' });
}
