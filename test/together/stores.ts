/** Stores of every kind, and one made of two, each on a database that no other test uses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InMemoryStore, type MastraStorage } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { PostgresStore } from '@agent-versions/pg';
import { afterAll } from 'vitest';
import { postgresUrl } from '../postgres/context';
import { testSchemas } from '../postgres/schema';
import { type CompositeConfig, open as openComposite } from './open-composite';

/** What a test can open; the composite has its agents on LibSQL and their versions on Postgres. */
export const KINDS = ['memory', 'LibSQL', 'Postgres', 'composite'] as const;

/** The kind of a store. */
export type Kind = (typeof KINDS)[number];

/** Opens stores, and knows where a composite's databases are. */
export interface TestStores {
  /** A store on a new, empty database. */
  open(kind: Kind): MastraStorage;
  /** What another process opens the same composite with. */
  compositeConfig(store: MastraStorage): CompositeConfig;
}

/** Call it once, at the top of a test file: all that is opened is closed and gone at the file's end. */
export function testStores(): TestStores {
  const schemas = testSchemas();
  const opened: MastraStorage[] = [];
  const folders: string[] = [];
  const composites = new Map<MastraStorage, CompositeConfig>();
  const file = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'agent-versions-together-'));
    folders.push(folder);
    return `file:${join(folder, 'agents.db')}`;
  };
  const make: Record<Kind, () => MastraStorage> = {
    memory: () => new InMemoryStore(),
    LibSQL: () => new LibSQLStore({ id: 'together', url: file() }),
    Postgres: () => new PostgresStore({ id: 'together', connectionString: postgresUrl(), schema: schemas.next() }),
    composite: () => {
      const config = { url: file(), connectionString: postgresUrl(), schema: schemas.next() };
      const store = openComposite(config);
      composites.set(store, config);
      return store;
    },
  };
  afterAll(async () => {
    await Promise.all(opened.map((store) => store.close()));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return {
    open(kind) {
      const store = make[kind]();
      opened.push(store);
      return store;
    },
    compositeConfig(store) {
      const config = composites.get(store);
      if (!config) throw new Error('This composite was not opened here');
      return config;
    },
  };
}
