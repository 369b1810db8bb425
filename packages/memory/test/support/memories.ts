/** Memories on storages of every kind, each on a database that no other test uses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InMemoryStore, type MastraStorage } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { onTestFinished } from 'vitest';
import { Memory, type MemoryOptions } from '../../src';

/** Where a memory can keep what it remembers; the default storage is one that it opens itself. */
export const KINDS = ['in memory', 'on a LibSQL file', 'on the default storage'] as const;

/** Where one memory keeps it. */
export type Kind = (typeof KINDS)[number];

/** A new, empty folder, removed when the test is over. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'agent-versions-memory-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What happens as if the process had been started in a folder. */
export function inFolder<T>(folder: string, work: () => T): T {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return work();
  } finally {
    process.chdir(before);
  }
}

/** A storage to give to a memory, closed when the test is over; undefined where the memory is to open its own. */
function openStorage(kind: Kind, folder: string): MastraStorage | undefined {
  if (kind === 'on the default storage') return undefined;
  const storage =
    kind === 'in memory' ? new InMemoryStore() : new LibSQLStore({ id: 'm', url: `file:${join(folder, 'm.db')}` });
  onTestFinished(() => storage.close());
  return storage;
}

/** A memory of that kind, closed when the test is over. */
export function openMemory(kind: Kind, options: Omit<MemoryOptions, 'storage'> = {}): Memory {
  const folder = emptyFolder();
  const storage = openStorage(kind, folder);
  const memory = inFolder(folder, () => new Memory({ ...options, storage }));
  onTestFinished(() => memory.close());
  return memory;
}
