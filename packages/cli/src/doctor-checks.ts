/** The checks of `doctor`: each says what it found and, where something is amiss, what to do. */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { engines } from '../package.json';
import type { CliContext } from './context';
import { agentsWithHistory } from './histories';
import { type MigratedDatabase, migratedDatabases } from './migrators';
import { reportOf } from './report-error';

/** The outcome of one check. */
export interface Check {
  check: 'node' | 'configuration' | 'database' | 'schema' | 'histories';
  state: 'ok' | 'warn' | 'fail';
  found: string;
  /** Absent where all is well. */
  todo?: string;
}

/** So many histories are verified. */
const SAMPLE = 10;

/** Runs the checks in turn; after one that is not ok, what builds on it is left out. Changes nothing. */
export async function runChecks(cli: CliContext): Promise<Check[]> {
  const checks: Check[] = [checkNode()];
  const steps: [Check['check'], () => Promise<Check | Check[]>][] = [
    ['configuration', () => checkConfiguration(cli)],
    ['database', () => checkDatabase(cli)],
    ['histories', () => checkHistories(cli)],
  ];
  for (const [check, step] of steps) {
    const outcome = await attempt(cli, check, step);
    checks.push(...outcome);
    if (outcome.some(({ state }) => state !== 'ok')) break;
  }
  return checks;
}

async function attempt(cli: CliContext, check: Check['check'], step: () => Promise<Check | Check[]>): Promise<Check[]> {
  try {
    return [await step()].flat();
  } catch (error) {
    const report = reportOf(error, cli.signal);
    if (!report || report.code === 'interrupted') throw error;
    const todo = report.code === 'unavailable' ? 'See that it runs, and that its url is right' : report.hint;
    return [{ check, state: 'fail', found: report.message, ...(todo ? { todo } : {}) }];
  }
}

function checkNode(): Check {
  const { node } = process.versions;
  const wanted = engines.node.replace('>=', '');
  const found = `Node ${node}`;
  if (node.localeCompare(wanted, 'en', { numeric: true }) >= 0) return { check: 'node', state: 'ok', found };
  return { check: 'node', state: 'fail', found, todo: `Install Node ${wanted} or newer` };
}

async function checkConfiguration(cli: CliContext): Promise<Check> {
  const { by, configFile, place, file } = await cli.choice();
  const database = file === undefined ? (place ?? 'the storage that it makes') : relative(cli.cwd, file) || file;
  const from = configFile === undefined ? `by ${by}` : relative(cli.cwd, configFile);
  return { check: 'configuration', state: 'ok', found: `${database} (${from})` };
}

/** Whether it can be reached, and whether its schema is right: the second tells the first. */
async function checkDatabase(cli: CliContext): Promise<Check[]> {
  const { file } = await cli.choice();
  if (file !== undefined && !existsSync(file)) {
    return [{ check: 'database', state: 'warn', found: 'no file yet', todo: 'The first command creates it' }];
  }
  const databases = await migratedDatabases(cli, { create: false });
  const schemas: Check[] = [];
  for (const database of databases) schemas.push(await checkSchema(database));
  return [{ check: 'database', state: 'ok', found: 'reached' }, ...schemas];
}

async function checkSchema({ migrator, domains }: MigratedDatabase): Promise<Check> {
  const check = 'schema';
  const { pendingMigrationIds, currentVersion = 'none' } = await migrator.getMigrationSummary();
  const { errors, warnings } = await migrator.validateMigrations();
  const [fault = warnings[0]] = errors;
  const found = fault ?? `migration ${currentVersion} (${domains.join(', ')})`;
  if (errors.length > 0) return { check, state: 'fail', found, todo: 'See `agent-versions migrate status`' };
  if (pendingMigrationIds.length > 0) {
    return {
      check,
      state: 'warn',
      found: `${pendingMigrationIds.join(', ')} pending`,
      todo: 'agent-versions migrate up',
    };
  }
  return { check, state: fault === undefined ? 'ok' : 'warn', found };
}

async function checkHistories(cli: CliContext): Promise<Check> {
  const versioning = await cli.versioning();
  let histories = 0;
  for await (const agentId of agentsWithHistory(cli)) {
    if (histories === SAMPLE) break;
    const { ok } = await versioning.verifyHistory(agentId, { signal: cli.signal });
    histories += 1;
    const check = 'histories';
    if (!ok) return { check, state: 'fail', found: `${agentId} is broken`, todo: `agent-versions verify ${agentId}` };
  }
  const found = histories === 0 ? 'none yet' : `${histories} verified`;
  return { check: 'histories', state: 'ok', found };
}
