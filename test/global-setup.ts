/**
 * vitest `globalSetup` for every project that needs Postgres. One server serves all projects of a run; tests read its
 * url with `postgresUrl()` of `postgres/context`, and name their schemas with `testSchemas()` of `postgres/schema`.
 */
import type { TestProject } from 'vitest/node';
import './postgres/context';
import { type RunningPostgres, startPostgres } from './postgres/start';

/** Each project loads this file anew; the server they share is kept where all of them see it. */
const SHARED = Symbol.for('agent-versions.test-postgres');
const shared = globalThis as { [SHARED]?: { server: Promise<RunningPostgres>; users: number } };

/** Starts the server, or joins the one that another project started. */
export async function setup(project: TestProject): Promise<void> {
  shared[SHARED] ??= { server: announce(startPostgres()), users: 0 };
  shared[SHARED].users += 1;
  project.provide('pgUrl', (await shared[SHARED].server).url);
}

/** Stops the server when its last project is done. */
export async function teardown(): Promise<void> {
  const current = shared[SHARED];
  if (!current) return;
  current.users -= 1;
  if (current.users > 0) return;
  shared[SHARED] = undefined;
  await (await current.server).stop();
}

async function announce(starting: Promise<RunningPostgres>): Promise<RunningPostgres> {
  const begun = performance.now();
  const server = await starting;
  console.log(`postgres: ${server.kind}, version ${server.version}, up in ${Math.round(performance.now() - begun)} ms`);
  return server;
}
