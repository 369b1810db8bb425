/** `serve`: the HTTP server. */
import { once } from 'node:events';
import type { ServeOptions } from '@agent-versions/server';
import { type Command, InvalidArgumentError } from 'commander';
import type { AgentVersionsConfig } from '../config';
import type { CliContext } from '../context';
import { collect } from '../option-values';
import { KEYS_VARIABLE, readKeys } from '../server-keys';

interface ServeFlags {
  port?: number;
  host?: string;
  keys?: string;
  basePath?: string;
  cors: string[];
  log: boolean;
}

const AFTER_HELP = `
Without keys only requests from this machine are answered. Keys are a JSON object in FILE or ${KEYS_VARIABLE}:
  { "mira": "a-key-of-16-characters-or-more", "ci": { "hash": "sha-256 in hex", "readOnly": true } }

SIGINT and SIGTERM finish what has begun; a second one does not.`;

/** Defines `serve`. */
export function defineServe(program: Command, cli: CliContext): void {
  program
    .command('serve')
    .description('serve agents and versions over HTTP')
    .option('--port <number>', 'port; 0 takes a free one (default: 4111)', parsePort)
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--keys <file>', `who may call, by which key (default: ${KEYS_VARIABLE})`)
    .option('--base-path <path>', 'where the routes begin (default: /api)')
    .option('--cors <origin>', 'let pages of this origin call (repeatable)', collect, [])
    .option('--no-log', 'no line for each request on standard output')
    .addHelpText('after', AFTER_HELP)
    .action((flags: ServeFlags) => runServer(cli, flags));
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('It is a number from 0 to 65535.');
}

async function runServer(cli: CliContext, flags: ServeFlags): Promise<void> {
  const { config } = await cli.choice();
  const authenticate = (await readKeys(cli, flags.keys)) ?? config.authenticate;
  const storage = await cli.storage();
  await storage.requireStore('agentVersions'); // what is wrong with the database is told now, not to a caller
  const { serve } = await import('@agent-versions/server'); // no other command waits for it
  const server = await serve({ ...optionsOf(config, flags), authenticate, storage });
  const who = authenticate ? 'asks for a key' : 'answers this machine only';
  cli.output.note(`Listening on ${server.url} (${who}); Ctrl-C ends it`);
  if (!cli.signal.aborted) await once(cli.signal, 'abort');
  await server.close();
}

function optionsOf({ policy, protectedLabels, beforeStore, server }: AgentVersionsConfig, flags: ServeFlags) {
  const { port, host: hostname, basePath, cors: origins, log } = flags;
  const given = { port, hostname, basePath, ...(origins.length > 0 ? { cors: { origins } } : {}) };
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const options: ServeOptions = {
    ...server,
    ...Object.fromEntries(said),
    rules: rulesOf({ protectedLabels, beforeStore }),
  };
  if (policy) options.authorize = (request) => policy.can(request);
  if (!log) options.logger = false;
  return options;
}

function rulesOf(rules: NonNullable<ServeOptions['rules']>): NonNullable<ServeOptions['rules']> {
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
}
