/**
 * A real Postgres for tests, benchmarks and scripts: the server that `PG_TEST_URL` names; else a container, where an
 * engine answers; else the binaries that npm ships. `PG_TEST_SERVER=container` or `embedded` decides it instead.
 */
import { Client } from 'pg';
import { EmbeddedPostgres } from './embedded';

/** Where the server came from. */
export type PostgresKind = 'PG_TEST_URL' | 'container' | 'embedded';

/** A server that answers. */
export interface RunningPostgres {
  /** A superuser's connection string, password included. */
  url: string;
  kind: PostgresKind;
  /** As `show server_version` says it. */
  version: string;
  /** Stops and removes what was started; does nothing to a server that ran before. */
  stop(): Promise<void>;
}

export interface StartPostgresInput {
  /**
   * Settings of postgresql.conf, for a server started here. The default trades power-loss safety for speed
   * (`fsync=off`); a benchmark wants `{ fsync: 'on' }`.
   */
  settings?: Record<string, string>;
}

const DEFAULT_SETTINGS = { max_connections: '200', fsync: 'off' };

/** A pull that takes longer than this counts as an image that cannot be had, in milliseconds. */
const CONTAINER_DEADLINE = 300_000;

/** Starts a server, or finds the one that runs already. */
export async function startPostgres(input: StartPostgresInput = {}): Promise<RunningPostgres> {
  const server = await launch({ ...DEFAULT_SETTINGS, ...input.settings });
  try {
    return { ...server, version: await serverVersion(server.url) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

type Launched = Omit<RunningPostgres, 'version'>;

async function launch(settings: Record<string, string>): Promise<Launched> {
  const url = process.env.PG_TEST_URL;
  if (url) return { url, kind: 'PG_TEST_URL', stop: async () => {} };
  const wanted = process.env.PG_TEST_SERVER;
  if (wanted === 'embedded') return launchEmbedded(settings);
  const { engineAnswers, POSTGRES_IMAGE } = await import('./container'); // slow to load, so only where it is needed
  if (wanted === 'container' || process.env.PG_TEST_IMAGE) return launchContainer(settings);
  if (!(await engineAnswers())) return launchEmbedded(settings);
  try {
    return await launchContainer(settings);
  } catch (error) {
    console.warn(`postgres: no container of ${POSTGRES_IMAGE} (${firstLine(error)}), so the embedded server`);
    return launchEmbedded(settings);
  }
}

async function launchEmbedded(settings: Record<string, string>): Promise<Launched> {
  const server = await EmbeddedPostgres.create(settings);
  return { url: server.url, kind: 'embedded', stop: () => server.remove() };
}

async function launchContainer(settings: Record<string, string>): Promise<Launched> {
  const { startContainer, POSTGRES_IMAGE } = await import('./container');
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const late = () => reject(new Error(`${POSTGRES_IMAGE} did not start within ${CONTAINER_DEADLINE / 1000} s`));
    timer = setTimeout(late, CONTAINER_DEADLINE);
  });
  try {
    const container = await Promise.race([startContainer(settings), deadline]);
    const stop = async () => void (await container.stop());
    return { url: container.getConnectionUri(), kind: 'container', stop };
  } finally {
    clearTimeout(timer);
  }
}

async function serverVersion(url: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version ?? 'unknown';
  } finally {
    await client.end();
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}
