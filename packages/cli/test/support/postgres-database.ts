/** A Postgres database for each test that asks for one. */
import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import { postgresUrl } from '../../../../test/postgres/context';

let counter = 0;

/** The url of a new database, dropped when the test is over. */
export async function emptyDatabase(): Promise<string> {
  counter += 1;
  const name = `cli_${process.pid}_${Date.now().toString(36)}_${counter}`;
  await asSuperuser(`create database ${name}`);
  onTestFinished(() => asSuperuser(`drop database ${name} with (force)`));
  const url = new URL(postgresUrl());
  url.pathname = name;
  return url.href;
}

async function asSuperuser(statement: string): Promise<void> {
  const client = new Client({ connectionString: postgresUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
