/** `init`: a configuration file and a database to begin with. */
import { access, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { CONFIG_FILES } from '../config';
import type { CliContext } from '../context';
import { namingFile } from '../file-error';
import { chooseStorage, type StorageChoice } from '../open-storage';
import type { GlobalOptions } from '../session';
import { UsageError } from '../usage-error';

const POSTGRES = `  storage: () => new PostgresStore({ id: 'main', connectionString: process.env.DATABASE_URL }),`;
const REMOTE = `  storage: () =>
    new LibSQLStore({ id: 'main', url: process.env.DATABASE_URL, authToken: process.env.DATABASE_AUTH_TOKEN }),`;

/** Defines `init`. */
export function defineInit(program: Command, cli: CliContext): void {
  program
    .command('init')
    .description('write a configuration file and create the database')
    .option('--force', 'write over a configuration file that is there')
    .action(({ force = false }: { force?: boolean }) => init(cli, { force, ...program.opts<GlobalOptions>() }));
}

async function init(cli: CliContext, { force, config, db }: { force: boolean } & GlobalOptions): Promise<void> {
  const { cwd, env } = cli;
  const file = resolve(cwd, config ?? (CONFIG_FILES[0] as string));
  if (!force) await refuseExisting(cli, config);
  const choice = await chooseStorage({ config: null, db, cwd, env });
  const folder = dirname(file);
  await (await choice.open({ migrate: false, create: false })).close(); // a store that is not installed is told first
  await namingFile(relative(cwd, file), () => writeFile(file, textOf(choice, folder)));
  await (await cli.storage()).init();
  const shown = relative(cwd, file) || file;
  const place = choice.file === undefined ? choice.place : relative(cwd, choice.file);
  cli.output.result({ config: file, database: choice.place }, () =>
    [
      `Wrote ${shown}`,
      `The database is ${place}`,
      ...(choice.by === '--db' && choice.file === undefined ? ['Set DATABASE_URL to it before the next command.'] : []),
      'Next: agent-versions agents create ID FILE.json',
    ].join('\n'),
  );
}

/** @throws UsageError where a configuration file would be hidden or overwritten */
async function refuseExisting({ cwd }: CliContext, config: string | undefined): Promise<void> {
  for (const name of config === undefined ? CONFIG_FILES : [config]) {
    const exists = await access(resolve(cwd, name)).then(
      () => true,
      () => false,
    );
    if (exists) throw new UsageError(`${name} is there already`, { hint: 'Say --force to write over it.' });
  }
}

/** A url with a password in it stays out of the file. */
function textOf({ file, place }: StorageChoice, folder: string): string {
  const store = place?.startsWith('postgres') ? 'PostgresStore' : 'LibSQLStore';
  const from = store === 'PostgresStore' ? 'pg' : 'libsql';
  return `/** Where agent-versions keeps agents and their versions. */
import { defineConfig } from '@agent-versions/cli';
import { ${store} } from '@agent-versions/${from}';

export default defineConfig({
${store === 'PostgresStore' ? POSTGRES : file === undefined ? REMOTE : fileStorage(relative(folder, file))}
});
`;
}

/** The file is found from the configuration, whatever folder a command runs in. */
function fileStorage(path: string): string {
  const url = path.split(sep).map(encodeURIComponent).join('/').replaceAll("'", '%27');
  return `  storage: () => new LibSQLStore({ id: 'main', url: new URL('${url}', import.meta.url).href }),`;
}
