/** Where a run takes place: its folder, its Postgres, and what there is to say of the machine. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type RunningPostgres, startPostgres } from '../../test/postgres/start';
import { median } from './statistics';

/** Everything that must be given back at the end. */
export class Surroundings {
  /** Where files go. */
  readonly folder: string;
  #postgres: Promise<RunningPostgres> | undefined;

  private constructor(folder: string) {
    this.folder = folder;
    process.once('exit', () => rmSync(folder, { recursive: true, force: true })); // also when interrupted
    process.once('SIGINT', () => process.exit(130));
  }

  /** Makes a folder within `parent`, or within that for temporary files. */
  static async open(parent = tmpdir()): Promise<Surroundings> {
    return new Surroundings(await mkdtemp(join(parent, 'agent-versions-bench-')));
  }

  /** The url of a Postgres that syncs what it commits; starts it once. */
  readonly postgresUrl = async (): Promise<string> => {
    this.#postgres ??= startPostgres({ settings: { fsync: 'on' } });
    return (await this.#postgres).url;
  };

  /** The machine and the databases, a line each. */
  async describe(): Promise<string[]> {
    const sync = Math.round(this.#syncTime() * 1000);
    const lines = [
      `Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? process.arch}`,
      `LibSQL: WAL, synchronous=FULL on both sides; here a 4 KB write and its fsync take ${sync} µs`,
    ];
    const postgres = await this.#postgres;
    return postgres ? [...lines, await describePostgres(postgres)] : lines;
  }

  /** Stops what was started and removes the folder. */
  async close(): Promise<void> {
    await (await this.#postgres)?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  #syncTime(): number {
    const file = openSync(join(this.folder, 'sync'), 'w');
    const page = Buffer.alloc(4096, 1);
    const times = Array.from({ length: 25 }, () => {
      const begun = performance.now();
      writeSync(file, page);
      fsyncSync(file);
      return performance.now() - begun;
    });
    closeSync(file);
    return median(times);
  }
}

async function describePostgres({ url, kind, version }: RunningPostgres): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const settings = ['fsync', 'synchronous_commit'].map(async (name) => {
    const { rows } = await client.query<Record<string, string>>(`show ${name}`);
    return `${name}=${rows[0]?.[name]}`;
  });
  const shown = await Promise.all(settings);
  await client.end();
  return `Postgres ${version} (${kind}), ${shown.join(', ')}, pools of 10 on both sides`;
}
