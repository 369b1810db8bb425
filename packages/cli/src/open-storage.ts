/** Which storage a run works with, and how it is opened. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { MastraStorage } from '@agent-versions/core';
import { type AgentVersionsConfig, findConfig, isStorage, loadConfig } from './config';
import { UsageError } from './usage-error';

/** What a storage is chosen by. */
export interface StorageQuestion {
  /** `--config`; null: no configuration file, whatever there is. */
  config: string | undefined | null;
  /** `--db`. */
  db: string | undefined;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** The storage that was chosen, not opened yet. */
export interface StorageChoice {
  /** What chose it. */
  by: '--config' | '--db' | 'DATABASE_URL' | 'config file' | 'default';
  /** The database for people, never with a password; absent where a configuration file makes the storage. */
  place?: string;
  /** The database's file, where it is one. */
  file?: string;
  /** The configuration file, where there is one. */
  configFile?: string;
  /** What the configuration file says; empty without one. */
  config: AgentVersionsConfig;
  /** Makes the storage; a configuration file's is as it makes it, whatever the options. */
  open(options: OpenOptions): Promise<MastraStorage>;
}

/** How a storage is opened. */
export interface OpenOptions {
  /** False: it leaves the schema alone. */
  migrate: boolean;
  /** False: an empty database in memory stands in for a file that is not there. */
  create: boolean;
}

/** The database of those who did not choose one. */
const DEFAULT_DATABASE = 'agent-versions.db';

const SCHEME = /^([a-z][a-z0-9+.-]+):/i; // two letters at least: a single one is a drive
const POSTGRES = ['postgres', 'postgresql'];
const REMOTE = ['libsql', 'http', 'https', 'ws', 'wss'];

/** Where a database is, and how to get there. */
type Target = Pick<StorageChoice, 'place' | 'file' | 'open'>;

/**
 * Chooses: `--db`, the storage of a configuration file, `DATABASE_URL`, or a file in the folder, in this order.
 * @throws UsageError when the choice makes no sense, or the configuration file fails
 */
export async function chooseStorage(question: StorageQuestion): Promise<StorageChoice> {
  const { cwd, env } = question;
  const found = typeof question.config === 'string' ? resolve(cwd, question.config) : findConfigOf(question);
  const { file: configFile, config } =
    found === null ? { config: {} } : await loadConfig(found, await storesFor(found));
  const rest = { config, ...(configFile === undefined ? {} : { configFile }) };
  if (question.db !== undefined) return { by: '--db', ...rest, ...targetOf(question.db, question) };
  const { storage } = config;
  if (storage) {
    const open = async () => made(typeof storage === 'function' ? await storage() : storage);
    return { by: question.config === undefined ? 'config file' : '--config', ...rest, open };
  }
  if (env.DATABASE_URL) return { by: 'DATABASE_URL', ...rest, ...targetOf(env.DATABASE_URL, question) };
  return { by: 'default', ...rest, ...targetOf(DEFAULT_DATABASE, question) };
}

function findConfigOf({ config, cwd }: StorageQuestion): string | null {
  return config === null ? null : findConfig(cwd);
}

/** The url without its password and token. */
function withoutSecrets(text: string): string {
  if (!URL.canParse(text)) return `${SCHEME.exec(text)?.[1] ?? 'unreadable'}:…`;
  const url = new URL(text);
  if (url.password) url.password = '***';
  for (const key of ['authToken', 'password', 'sslpassword']) {
    if (url.searchParams.has(key)) url.searchParams.set(key, '***');
  }
  return url.href;
}

function targetOf(text: string, { cwd, env }: StorageQuestion): Target {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (text === ':memory:' || text === 'file::memory:') {
    return { place: ':memory:', open: ({ migrate }) => openLibSQL({ url: ':memory:', migrate }) };
  }
  if (scheme !== undefined && POSTGRES.includes(scheme)) {
    return { place: withoutSecrets(text), open: ({ migrate }) => openPostgres({ url: text, migrate }) };
  }
  if (scheme !== undefined && REMOTE.includes(scheme)) {
    const authToken = env.DATABASE_AUTH_TOKEN;
    return { place: withoutSecrets(text), open: ({ migrate }) => openLibSQL({ url: text, migrate, authToken }) };
  }
  if (scheme !== undefined && scheme !== 'file') {
    throw new UsageError(`No store for ${scheme}: databases`, {
      hint: 'Give a file, file:, libsql:, https: or postgres: url, or make the storage in a configuration file.',
    });
  }
  const file = resolve(cwd, scheme === undefined ? text : fileOf(text));
  const url = pathToFileURL(file).href;
  const open = ({ migrate, create }: OpenOptions) =>
    openLibSQL({ url: create || existsSync(file) ? url : ':memory:', migrate });
  return { place: file, file, open };
}

/** The file of a `file:` url: whole, or relative as in `file:agents.db`. */
function fileOf(url: string): string {
  try {
    if (/[?#]/.test(url)) throw new TypeError('It takes no ? or #.');
    return /^file:\/\//i.test(url) ? fileURLToPath(url) : decodeURIComponent(url.slice('file:'.length));
  } catch (error) {
    throw new UsageError(`${url} names no file`, { hint: (error as Error).message, cause: error });
  }
}

/** The stores that a configuration file can import without having them installed beside it. */
async function storesFor(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch(() => ''); // what is wrong with it is told by who loads it
  const pg = text.includes('@agent-versions/pg') ? { '@agent-versions/pg': await importPostgres() } : {};
  return { '@agent-versions/libsql': await import('@agent-versions/libsql'), ...pg };
}

async function openLibSQL(input: { url: string; migrate: boolean; authToken?: string }): Promise<MastraStorage> {
  const { LibSQLStore } = await import('@agent-versions/libsql');
  const { migrate, ...rest } = input;
  return new LibSQLStore({ id: 'cli', disableInit: !migrate, ...rest });
}

async function openPostgres({ url, migrate }: { url: string; migrate: boolean }): Promise<MastraStorage> {
  const { PostgresStore } = await importPostgres();
  return new PostgresStore({ id: 'cli', connectionString: url, disableInit: !migrate });
}

async function importPostgres(): Promise<typeof import('@agent-versions/pg')> {
  try {
    return await import('@agent-versions/pg');
  } catch (error) {
    const code = Object(error).code as unknown;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new UsageError('The store for Postgres is not installed', {
      hint: 'Install it: npm install @agent-versions/pg',
      cause: error,
    });
  }
}

function made(storage: unknown): MastraStorage {
  if (isStorage(storage)) return storage;
  throw new UsageError('The storage function of the configuration file returned no MastraStorage');
}
