/** The configuration file: what it may say, and how it is read. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type MastraStorage, parseInput, type VersioningOptions } from '@agent-versions/core';
import type { ServeOptions } from '@agent-versions/server';
import { z } from 'zod';
import { UsageError } from './usage-error';

/** What `agent-versions.config.{ts,js,mjs}` exports: as its default, or each by name. */
export interface AgentVersionsConfig extends Pick<VersioningOptions, 'policy' | 'protectedLabels' | 'beforeStore'> {
  /** Where agents and versions are kept, or what makes it. */
  storage?: MastraStorage | (() => MastraStorage | Promise<MastraStorage>);
  /** Who calls the server of `serve`, unless keys are given. */
  authenticate?: ServeOptions['authenticate'];
  /** What else `serve` takes: port, limits, origins. Its flags go first. */
  server?: Pick<
    ServeOptions,
    'hostname' | 'port' | 'basePath' | 'cors' | 'limits' | 'clientAddress' | 'shutdownTimeout'
  >;
}

/** A configuration that was found. */
export interface LoadedConfig {
  /** The whole path. */
  file: string;
  config: AgentVersionsConfig;
}

/** The files that are looked for, in this order. */
export const CONFIG_FILES = ['agent-versions.config.ts', 'agent-versions.config.js', 'agent-versions.config.mjs'];

/** Which keys there are. What the rest of them hold is checked by those who take it: the service and the server. */
const configSchema = z
  .strictObject({
    storage: z.custom<AgentVersionsConfig['storage']>(
      (value) => typeof value === 'function' || isStorage(value),
      'must be a MastraStorage, or a function that makes one',
    ),
    policy: z.custom<AgentVersionsConfig['policy']>(
      (value) => typeof Object(value).can === 'function',
      'must have a method can',
    ),
    protectedLabels: z.custom<AgentVersionsConfig['protectedLabels']>(),
    beforeStore: z.custom<AgentVersionsConfig['beforeStore']>(),
    authenticate: z.custom<AgentVersionsConfig['authenticate']>(),
    server: z.custom<AgentVersionsConfig['server']>(),
  })
  .partial();

/** Types a configuration; returns it as it is. */
export function defineConfig(config: AgentVersionsConfig): AgentVersionsConfig {
  return config;
}

/** The configuration file of a folder, or null. */
export function findConfig(folder: string): string | null {
  return CONFIG_FILES.map((name) => resolve(folder, name)).find(existsSync) ?? null;
}

/**
 * Reads a configuration file. What it imports of core, this package and the stores that are given, by name, is this
 * program's own copy, so that it works in a folder where nothing is installed.
 * @throws UsageError when it is not there, fails, or exports nothing that is known
 */
export async function loadConfig(file: string, stores: Readonly<Record<string, unknown>>): Promise<LoadedConfig> {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}`, { hint: 'Name one with --config FILE.' });
  return { file, config: readConfig(await importModule(file, stores), file) };
}

async function importModule(file: string, stores: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(pathToFileURL(file).href, {
    interopDefault: false,
    moduleCache: false,
    fsCache: false, // it would leave a copy of the file in a folder of everybody's
    virtualModules: {
      '@agent-versions/cli': { defineConfig },
      '@agent-versions/core': await import('@agent-versions/core'),
      ...stores,
    },
  });
  try {
    return await jiti.import<Record<string, unknown>>(file);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} cannot be loaded: ${message}`, { cause: error });
  }
}

/** Names that a module exports beside its configuration are its own business; a key of the configuration never is. */
function readConfig(module: Record<string, unknown>, file: string): AgentVersionsConfig {
  const { default: main, ...named } = module;
  const whole = isStorage(main) || typeof main === 'function' ? { storage: main } : Object(main);
  const known = Object.entries(named).filter(([key]) => Object.hasOwn(configSchema.shape, key));
  const config = { ...whole, ...Object.fromEntries(known) };
  if (Object.keys(config).length === 0) {
    const keys = Object.keys(configSchema.shape).join(', ');
    throw new UsageError(`${file} exports none of ${keys}`, { hint: 'See `agent-versions init`.' });
  }
  try {
    return parseInput(configSchema, config);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** By its shape: it may come from another copy of the package. */
export function isStorage(value: unknown): value is MastraStorage {
  if (typeof value !== 'object' || value === null || !('stores' in value)) return false;
  return ['getStore', 'requireStore', 'close'].every((name) => typeof Reflect.get(value, name) === 'function');
}
