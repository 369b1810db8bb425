/** The contract of threads: made, saved whole, changed in part, deleted with their messages. */
import { MastraStorage } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { freshId, ULID } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { makeThread, messageTotal, sampleMessage, saveSamples } from './samples';

/** Proves the methods on single threads. */
export function threadsContract(store: StoreUnderTest): void {
  createThread(store);
  saveThread(store);
  getThreadById(store);
  updateThread(store);
  deleteThread(store);
}

function createThread(store: StoreUnderTest): void {
  describe('createThread', () => {
    it('makes an id and returns the thread', async () => {
      const metadata = { key: 'value', nothing: null, list: [1, { a: '' }] };
      const made = await store.memory.createThread({ resourceId: 'resource-123', title: 'My Thread', metadata });
      expect(made).toStrictEqual({
        id: expect.stringMatching(ULID),
        resourceId: 'resource-123',
        title: 'My Thread',
        metadata,
        createdAt: expect.any(Date),
        updatedAt: made.createdAt,
      });
      expect(Math.abs(Date.now() - made.createdAt.getTime())).toBeLessThan(60_000);
      expect(await store.memory.getThreadById({ threadId: made.id })).toStrictEqual(made);
    });

    it('keeps the id and the time it is given', async () => {
      const id = freshId('thread');
      const createdAt = new Date('2020-02-29T12:00:00.001Z');
      const made = await makeThread(store.memory, { id, createdAt });
      expect(made).toMatchObject({ id, createdAt, updatedAt: createdAt });
      expect(await store.memory.getThreadById({ threadId: id })).toStrictEqual(made);
    });

    it('keeps empty apart from absent', async () => {
      const bare = await makeThread(store.memory);
      const empty = await makeThread(store.memory, { title: '', metadata: {} });
      expect(Object.keys(bare).sort()).toEqual(['createdAt', 'id', 'resourceId', 'updatedAt']);
      expect(await store.memory.getThreadById({ threadId: bare.id })).toStrictEqual(bare);
      expect(await store.memory.getThreadById({ threadId: empty.id })).toMatchObject({ title: '', metadata: {} });
    });

    it('refuses an id that is taken, whoever has it', async () => {
      const { id, resourceId } = await makeThread(store.memory, { title: 'first' });
      const taken = { code: 'conflict', entity: 'thread', id, expected: 'none', actual: 'another record' };
      expect(await refusal(store.memory.createThread({ id, resourceId }))).toEqual(taken);
      expect(await refusal(makeThread(store.memory, { id, title: 'second' }))).toEqual(taken);
      expect(await store.memory.getThreadById({ threadId: id })).toMatchObject({ resourceId, title: 'first' });
    });

    it('is to be had from the storage itself', async () => {
      const made = await store.storage.createThread({ resourceId: 'resource-123', title: 'Short cut' });
      expect(await store.memory.getThreadById({ threadId: made.id })).toStrictEqual(made);
      expect(await refusal(store.storage.createThread({ id: made.id, resourceId: 'r' }))).toMatchObject({
        code: 'conflict',
      });
    });

    it('is not to be had from a storage without this domain', async () => {
      const without = new MastraStorage({ id: 'without', default: store.storage, stores: { memory: false } });
      const call = without.createThread({ resourceId: 'resource-123' });
      expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'domain', id: 'memory' });
    });
  });
}

function saveThread(store: StoreUnderTest): void {
  describe('saveThread', () => {
    it('stores a thread that is new', async () => {
      const createdAt = new Date('2020-02-29T12:00:00.001Z');
      const thread = { id: freshId('thread'), resourceId: 'r', title: 'A', metadata: { a: 1 }, createdAt };
      const saved = await store.memory.saveThread({ thread });
      expect(saved).toStrictEqual({ ...thread, updatedAt: createdAt });
      expect(await store.memory.getThreadById({ threadId: thread.id })).toStrictEqual(saved);
      const undated = { id: freshId('thread'), resourceId: 'r' };
      expect((await store.memory.saveThread({ thread: undated })).createdAt).toBeInstanceOf(Date);
    });

    it('replaces title and metadata of one that is there, and leaves its messages and its age alone', async () => {
      const made = await makeThread(store.memory, { title: 'A', metadata: { a: 1, b: 2 } });
      await saveSamples(store.memory, { threadId: made.id, count: 2 });
      const thread = { id: made.id, resourceId: made.resourceId, metadata: { c: null }, createdAt: new Date(0) };
      const saved = await store.memory.saveThread({ thread });
      expect(saved).toStrictEqual({ ...thread, createdAt: made.createdAt, updatedAt: expect.any(Date) });
      expect(saved.updatedAt.getTime()).toBeGreaterThanOrEqual(made.updatedAt.getTime());
      expect(await store.memory.getThreadById({ threadId: made.id })).toStrictEqual(saved);
      expect(await messageTotal(store.memory, made.id)).toBe(2);
      const { updatedAt, ...bare } = await store.memory.saveThread({
        thread: { id: made.id, resourceId: made.resourceId },
      });
      expect(bare).toStrictEqual({ id: made.id, resourceId: made.resourceId, createdAt: made.createdAt });
    });

    it('takes a thread as it was read', async () => {
      const made = await makeThread(store.memory, { title: 'A', metadata: { a: 1 } });
      const saved = await store.memory.saveThread({ thread: { ...made, title: 'B' } });
      expect(saved).toStrictEqual({ ...made, title: 'B', updatedAt: saved.updatedAt });
    });

    it('refuses to hand a thread over to another resource', async () => {
      const made = await makeThread(store.memory, { title: 'A' });
      const { id, resourceId: actual } = made;
      const call = store.memory.saveThread({ thread: { id, resourceId: 'other', title: 'B' } });
      expect(await refusal(call)).toEqual({ code: 'conflict', entity: 'thread', id, expected: 'other', actual });
      expect(await store.memory.getThreadById({ threadId: id })).toStrictEqual(made);
    });
  });
}

function getThreadById(store: StoreUnderTest): void {
  describe('getThreadById', () => {
    it('is null where there is no such thread', async () => {
      expect(await store.memory.getThreadById({ threadId: freshId('thread') })).toBeNull();
    });

    it('compares ids byte by byte', async () => {
      const { id } = await makeThread(store.memory, { id: `Case-é-${freshId()}` });
      for (const threadId of [id.toUpperCase(), id.toLowerCase(), id.normalize('NFD'), `${id} `, id.slice(0, -1)]) {
        expect(await store.memory.getThreadById({ threadId })).toBeNull();
      }
    });
  });
}

function updateThread(store: StoreUnderTest): void {
  describe('updateThread', () => {
    it('sets the title and merges the metadata at its top level', async () => {
      const made = await makeThread(store.memory, {
        title: 'A',
        metadata: { kept: { a: 1 }, replaced: { a: 1, b: 2 } },
      });
      const metadata = { replaced: { c: 3 }, added: null };
      const updated = await store.memory.updateThread({ id: made.id, title: 'Updated Title', metadata });
      expect(updated).toStrictEqual({
        ...made,
        title: 'Updated Title',
        metadata: { kept: { a: 1 }, ...metadata },
        updatedAt: expect.any(Date),
      });
      expect(updated.updatedAt.getTime()).toBeGreaterThanOrEqual(made.updatedAt.getTime());
      expect(await store.memory.getThreadById({ threadId: made.id })).toStrictEqual(updated);
    });

    it('leaves alone what it is not given', async () => {
      const { id, resourceId, createdAt } = await makeThread(store.memory);
      const record = { id, resourceId, createdAt, updatedAt: expect.any(Date) };
      expect(await store.memory.updateThread({ id })).toStrictEqual(record);
      expect(await store.memory.updateThread({ id, title: '' })).toStrictEqual({ ...record, title: '' });
      const both = { ...record, title: '', metadata: {} };
      expect(await store.memory.updateThread({ id, metadata: {} })).toStrictEqual(both);
      expect(await store.memory.updateThread({ id, title: undefined, metadata: undefined })).toStrictEqual(both);
    });

    it('refuses a thread that is not there', async () => {
      const id = freshId('thread');
      const missing = { code: 'not_found', entity: 'thread', id };
      expect(await refusal(store.memory.updateThread({ id, title: 'A' }))).toEqual(missing);
      expect(await store.memory.getThreadById({ threadId: id })).toBeNull();
    });

    it('refuses metadata that goes over its limit by the merge', async () => {
      const made = await makeThread(store.memory, { metadata: { left: 'x'.repeat(700_000) } });
      const call = store.memory.updateThread({ id: made.id, metadata: { right: 'x'.repeat(700_000) } });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['metadata'] });
      expect(await store.memory.getThreadById({ threadId: made.id })).toStrictEqual(made);
    });
  });
}

function deleteThread(store: StoreUnderTest): void {
  describe('deleteThread', () => {
    it('deletes the thread with its messages, and no other', async () => {
      const { id: threadId, resourceId } = await makeThread(store.memory);
      const { id: other } = await makeThread(store.memory, { resourceId });
      const [message] = await saveSamples(store.memory, { threadId, count: 3 });
      await saveSamples(store.memory, { threadId: other, count: 2 });
      await store.memory.deleteThread({ threadId });
      expect(await store.memory.getThreadById({ threadId })).toBeNull();
      expect(await store.memory.listMessages({ threadId })).toMatchObject({ messages: [], total: 0 });
      expect(await messageTotal(store.memory, other)).toBe(2);
      expect(await store.memory.listThreads({ resourceId })).toMatchObject({ threads: [{ id: other }], total: 1 });
      // its messages' ids are free again
      const again = { ...sampleMessage(other), id: message?.id ?? '' };
      expect((await store.memory.saveMessages({ messages: [again] })).messages).toMatchObject([again]);
    });

    it('is no error where there is no such thread', async () => {
      expect(await store.memory.deleteThread({ threadId: freshId('thread') })).toBeUndefined();
    });

    it('frees the id: a new thread begins without messages', async () => {
      const { id } = await makeThread(store.memory, { title: 'A' });
      await saveSamples(store.memory, { threadId: id, count: 3 });
      await store.memory.deleteThread({ threadId: id });
      await makeThread(store.memory, { id });
      expect(await store.memory.listMessages({ threadId: id })).toMatchObject({ messages: [], total: 0 });
      await saveSamples(store.memory, { threadId: id, count: 1 });
      expect(await messageTotal(store.memory, id)).toBe(1);
    });
  });
}
