/** The examples of the second document that need one storage. */
import { readdirSync } from 'node:fs';
import { InMemoryStore } from '@agent-versions/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemory, openStorage } from '../src/basic-setup';
import { workWithMessages } from '../src/messages';
import { workWithThreads } from '../src/threads';
import { workWithSnapshots } from '../src/workflow-snapshots';
import { temporaryFolder, temporaryUrl } from './temporary-file';

describe('basic setup', () => {
  const home = process.cwd();
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder();
    process.chdir(folder);
  });
  afterEach(() => process.chdir(home));

  it('Memory remembers, on a DefaultStorage in the current folder that it opens by itself', async () => {
    const memory = createMemory();
    const thread = await memory.createThread({ resourceId: 'resource-123' });
    await memory.saveMessages({ messages: [{ threadId: thread.id, role: 'user', content: 'Hello' }] });
    await memory.close();
    const later = createMemory();
    expect((await later.recall({ threadId: thread.id })).messages).toMatchObject([{ content: 'Hello' }]);
    await later.close();
    expect(readdirSync(folder)).toContain('agent-versions.db');
  });

  it('DefaultStorage keeps its data in the file of its url', async () => {
    const url = 'file:my-database.db';
    const storage = await openStorage(url);
    const thread = await storage.createThread({ resourceId: 'resource-123' });
    await storage.close();
    const later = await openStorage(url);
    const memory = await later.requireStore('memory');
    expect(await memory.getThreadById({ threadId: thread.id })).toEqual(thread);
    await later.close();
    expect(readdirSync(folder)).toContain('my-database.db');
  });

  it('DefaultStorage keeps them in memory where it is told so', async () => {
    const storage = await openStorage('file::memory:');
    const other = await openStorage('file::memory:');
    const thread = await storage.createThread({ resourceId: 'resource-123' });
    const memory = await other.requireStore('memory');
    expect(await memory.getThreadById({ threadId: thread.id })).toBeNull();
    await Promise.all([storage.close(), other.close()]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.each([
  ['DefaultStorage', () => openStorage(temporaryUrl())],
  ['InMemoryStore', async () => new InMemoryStore()],
])('on %s', (_, open) => {
  it('a thread is created, read and updated: its metadata are merged', async () => {
    const storage = await open();
    const { retrieved, updated } = await workWithThreads(storage);
    expect(retrieved).toMatchObject({ resourceId: 'resource-123', title: 'My Thread', metadata: { key: 'value' } });
    expect(updated).toEqual({
      ...retrieved,
      title: 'Updated Title',
      metadata: { key: 'value', newKey: 'newValue' },
      updatedAt: expect.any(Date),
    });
    await storage.close();
  });

  it('messages are saved, and read from page 0', async () => {
    const storage = await open();
    const thread = await storage.createThread({ resourceId: 'resource-123' });
    const result = await workWithMessages(storage, thread);
    const content = [{ type: 'text', text: 'Hello' }];
    const message = { id: 'msg-1', threadId: thread.id, role: 'user', content, createdAt: expect.any(Date) };
    expect(result).toEqual({ messages: [message], total: 1, page: 0, perPage: 50, hasMore: false });
    await storage.close();
  });

  it('the state of a workflow run is saved, again too, and loaded as it was', async () => {
    const storage = await open();
    for (const _round of [1, 2]) {
      expect(await workWithSnapshots(storage)).toEqual({
        value: { currentState: 'running' },
        context: { stepResults: {}, attempts: {}, triggerData: {} },
        activePaths: [],
        runId: 'run-123',
        timestamp: expect.any(Number),
      });
    }
    const workflows = await storage.requireStore('workflows');
    expect(await workflows.getWorkflowRun({ workflowId: 'my-workflow', runId: 'run-123' })).toMatchObject({
      status: 'running',
      revision: 2,
    });
    await storage.close();
  });
});
