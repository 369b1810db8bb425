/** `pnpm bench`: every store beside its raw driver, in one run, in turns. */
import { libsqlFile, libsqlMemory } from './families/libsql';
import { memory } from './families/memory';
import { postgres } from './families/postgres';
import { type Options, readOptions } from './options';
import { Progress } from './progress';
import { report } from './report/report';
import { runAll } from './run';
import { Surroundings } from './surroundings';

const FAMILIES = [libsqlFile, libsqlMemory, postgres, memory];

async function main(): Promise<void> {
  const options = askedFor(process.argv.slice(2));
  if (!options) return;
  const surroundings = await Surroundings.open(options.folder);
  try {
    const { folder, postgresUrl } = surroundings;
    const output = await runAll({ families: FAMILIES, options, progress: new Progress(), folder, postgresUrl });
    console.log(report({ families: FAMILIES, options, output, machine: await surroundings.describe() }));
  } finally {
    await surroundings.close();
  }
}

/** Null where there is nothing to measure: only help was wanted, or the command line is wrong. */
function askedFor(args: string[]): Options | null {
  try {
    return readOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nSee pnpm bench --help.`);
    process.exitCode = 2;
    return null;
  }
}

await main();
