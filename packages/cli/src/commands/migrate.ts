/** `migrate`: the schema of the database, forward and back. */
import type { MigrationResult, MigrationSummary, ValidationResult } from '@agent-versions/core';
import { type Command, Option } from 'commander';
import { confirm } from '../confirm';
import type { CliContext } from '../context';
import { EXIT } from '../exit-codes';
import { type MigratedDatabase, migratedDatabases } from '../migrators';
import { showList } from '../show-values';
import { UsageError } from '../usage-error';

/** What a run did to one database. */
interface Migrated {
  domains: string[];
  migrations: { id: string; description: string; milliseconds: number }[];
}

interface DownOptions {
  to?: string;
  all?: boolean;
  yes?: boolean;
}

/** Defines `migrate` and what is below it. */
export function defineMigrate(program: Command, cli: CliContext): void {
  const migrate = program.command('migrate').description('bring the schema up to date, or back; say how far it is');
  migrate
    .command('up')
    .description('apply what is pending')
    .option('--dry-run', 'say what would run, and write nothing')
    .action((options: { dryRun?: boolean }) => migrateUp(cli, options));
  migrate
    .command('down')
    .description('undo the migration applied last, with all that its tables hold')
    .option('--to <id>', 'undo all after this one')
    .addOption(new Option('--all', 'undo everything').conflicts('to'))
    .option('-y, --yes', 'do not ask')
    .action((options: DownOptions) => migrateDown(cli, options));
  migrate
    .command('status')
    .description('print what is applied, what is pending, and what is wrong')
    .action(() => printStatus(cli));
}

async function migrateUp(cli: CliContext, { dryRun = false }: { dryRun?: boolean }): Promise<void> {
  const run = ({ migrator }: MigratedDatabase) => migrator.migrate({ dryRun });
  await forEach(cli, run, {
    verb: dryRun ? 'Would apply' : 'Applied',
    none: 'Up to date: nothing is pending',
    create: !dryRun,
  });
}

async function migrateDown(cli: CliContext, { to, all, yes }: DownOptions): Promise<void> {
  const what = all ? 'every migration' : to === undefined ? 'the last migration' : `the migrations after ${to}`;
  if (!yes && !(await confirm(cli, `Undo ${what}, with all that the tables hold?`))) return;
  await forEach(cli, ({ migrator }) => undo(migrator, { to, all }), {
    verb: 'Undid',
    none: 'Nothing to undo',
    create: false,
  });
}

async function undo(migrator: MigratedDatabase['migrator'], { to, all }: DownOptions): Promise<MigrationResult[]> {
  if (all) return migrator.rollbackTo(null);
  if (to !== undefined) return migrator.rollbackTo(to);
  const result = await migrator.rollbackLast();
  return result ? [result] : [];
}

async function forEach(
  cli: CliContext,
  run: (database: MigratedDatabase) => Promise<MigrationResult[]>,
  how: { verb: string; none: string; create: boolean },
): Promise<void> {
  const databases: Migrated[] = [];
  for (const database of await requireDatabases(cli, how)) {
    const results = await run(database);
    const migrations = results.map(({ migration: { id, description }, executionTime: milliseconds }) => {
      return { id, description, milliseconds };
    });
    databases.push({ domains: database.domains, migrations });
  }
  cli.output.result({ databases }, () => {
    const lines = databases.flatMap(({ migrations }) => migrations.map((one) => `${one.id}  ${one.description}`));
    return lines.length === 0 ? how.none : lines.map((line) => `${how.verb} ${line}`).join('\n');
  });
}

async function printStatus(cli: CliContext): Promise<void> {
  const databases: (MigrationSummary & ValidationResult & { domains: string[] })[] = [];
  for (const { domains, migrator } of await requireDatabases(cli, { create: false })) {
    databases.push({ domains, ...(await migrator.getMigrationSummary()), ...(await migrator.validateMigrations()) });
  }
  cli.output.result({ databases }, () => ({
    head: ['DOMAINS', 'CURRENT', 'APPLIED', 'PENDING', 'STATE'],
    rows: databases.map(({ domains, currentVersion, appliedMigrations, pendingMigrationIds, isValid }) => [
      showList(domains),
      currentVersion ?? 'none',
      String(appliedMigrations),
      showList(pendingMigrationIds),
      isValid ? 'ok' : 'WRONG',
    ]),
  }));
  const remarks = cli.output.json ? [] : databases.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  for (const remark of remarks) cli.output.note(remark);
  if (databases.some(({ isValid }) => !isValid)) cli.exitWith(EXIT.migration);
}

async function requireDatabases(cli: CliContext, options: { create: boolean }): Promise<MigratedDatabase[]> {
  const databases = await migratedDatabases(cli, options);
  if (databases.length > 0) return databases;
  throw new UsageError('This storage has no schema to migrate');
}
