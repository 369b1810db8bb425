/** What a memory opens and closes: a storage of its own, never one that it was given. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InMemoryStore, MastraStorage } from '@agent-versions/core';
import { DefaultStorage, LibSQLStore } from '@agent-versions/libsql';
import { describe, expect, it } from 'vitest';
import { Memory } from '../src';
import { emptyFolder, inFolder } from './support/memories';

const CLOSED = { code: 'unavailable', retryable: false, message: expect.stringContaining('is closed') };

describe('a memory without a storage', () => {
  it('opens the default storage in the current folder on its first use, and another one remembers', async () => {
    const folder = emptyFolder();
    const first = inFolder(folder, () => new Memory());
    expect(first.storage).toBeInstanceOf(DefaultStorage);
    expect(readdirSync(folder)).toEqual([]);
    await first.createThread({ id: 't', resourceId: 'mira' });
    await first.saveMessages({ messages: [{ id: 'm', threadId: 't', role: 'user', content: 'Hello' }] });
    expect(existsSync(join(folder, 'agent-versions.db'))).toBe(true);
    await first.close();

    const second = inFolder(folder, () => new Memory({ options: { lastMessages: 5 } }));
    expect((await second.recall({ threadId: 't' })).messages).toMatchObject([{ id: 'm', content: 'Hello' }]);
    await second.close();
  });

  it('closes what it opened, once, and then refuses', async () => {
    const memory = inFolder(emptyFolder(), () => new Memory());
    await memory.createThread({ id: 't', resourceId: 'mira' });
    await Promise.all([memory.close(), memory.close()]);
    await memory.close();
    await expect(memory.recall({ threadId: 't' })).rejects.toMatchObject(CLOSED);
    await expect(memory.createThread({ resourceId: 'mira' })).rejects.toMatchObject(CLOSED);
  });

  it('touches nothing where it is closed before it is used', async () => {
    const folder = emptyFolder();
    const memory = inFolder(folder, () => new Memory());
    await memory.close();
    await expect(memory.recall({ threadId: 't' })).rejects.toMatchObject(CLOSED);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a memory with a storage', () => {
  it('shares its domain, and leaves it open', async () => {
    const folder = emptyFolder();
    const storage = new LibSQLStore({ id: 'shared', url: `file:${join(folder, 'shared.db')}` });
    const memory = inFolder(folder, () => new Memory({ storage }));
    expect(memory.storage).toBe(storage);
    await memory.createThread({ id: 't', resourceId: 'mira' });
    await memory.close();
    const domain = await storage.requireStore('memory');
    expect(await domain.getThreadById({ threadId: 't' })).toMatchObject({ resourceId: 'mira' });
    expect(existsSync(join(folder, 'agent-versions.db'))).toBe(false);
    await storage.close();
  });

  it('needs the domain memory in it', async () => {
    const storage = new MastraStorage({ id: 'main', default: new InMemoryStore(), stores: { memory: false } });
    const memory = new Memory({ storage });
    const missing = { code: 'not_found', entity: 'domain', id: 'memory' };
    await expect(memory.recall({ threadId: 't' })).rejects.toMatchObject(missing);
    await expect(memory.createThread({ resourceId: 'mira' })).rejects.toMatchObject(missing);
  });
});
