/** Schemas of a test file's own, dropped at its end if all its tests passed, kept for a look if one failed. */
import { Client } from 'pg';
import { afterAll, beforeEach, expect } from 'vitest';
import { postgresUrl } from './context';

/** Hands out names of schemas that no other test uses. */
export interface TestSchemas {
  /** A new name that ends with `suffix`; the schema itself is made by whoever uses it. */
  next(suffix?: string): string;
}

let counter = 0;

/** Call it once at the top of a test file, where no `describe` is open. */
export function testSchemas(): TestSchemas {
  const names: string[] = [];
  let failed = false;
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => {
      failed = true;
    });
  });
  afterAll(async () => {
    if (failed) console.warn(`postgres: kept the schemas ${names.join(', ')} of ${expect.getState().testPath}`);
    else await drop(names);
  });
  return {
    next(suffix = '') {
      counter += 1;
      const name = `t_${process.pid.toString(36)}_${Date.now().toString(36)}_${counter}${suffix}`;
      names.push(name);
      return name;
    },
  };
}

async function drop(names: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: postgresUrl() });
  await client.connect();
  try {
    for (const name of names) await client.query(`drop schema if exists ${client.escapeIdentifier(name)} cascade`);
  } finally {
    await client.end();
  }
}
