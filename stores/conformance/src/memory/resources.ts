/** The contract of resources: what is known of them, saved whole and changed in part. */
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';

/** Proves the methods on single resources. */
export function resourcesContract(store: StoreUnderTest): void {
  getResourceById(store);
  saveResource(store);
  updateResource(store);
}

function getResourceById(store: StoreUnderTest): void {
  describe('getResourceById', () => {
    it('is null where nothing is known, even if it has threads', async () => {
      const resourceId = freshId('resource');
      await store.memory.createThread({ resourceId });
      expect(await store.memory.getResourceById({ resourceId })).toBeNull();
    });

    it('compares ids byte by byte', async () => {
      const id = `Case-é-${freshId()}`;
      await store.memory.saveResource({ resource: { id } });
      for (const resourceId of [id.toUpperCase(), id.toLowerCase(), id.normalize('NFD'), `${id} `]) {
        expect(await store.memory.getResourceById({ resourceId })).toBeNull();
      }
    });
  });
}

function saveResource(store: StoreUnderTest): void {
  describe('saveResource', () => {
    it('stores what is known of a resource that is new', async () => {
      const resource = { id: freshId('resource'), workingMemory: '# Ada\nlikes tea', metadata: { a: [null, ''] } };
      const saved = await store.memory.saveResource({ resource });
      expect(saved).toStrictEqual({ ...resource, createdAt: expect.any(Date), updatedAt: saved.createdAt });
      expect(Math.abs(Date.now() - saved.createdAt.getTime())).toBeLessThan(60_000);
      expect(await store.memory.getResourceById({ resourceId: resource.id })).toStrictEqual(saved);
    });

    it('keeps empty apart from absent', async () => {
      const bare = await store.memory.saveResource({ resource: { id: freshId('resource') } });
      expect(Object.keys(bare).sort()).toEqual(['createdAt', 'id', 'updatedAt']);
      const empty = { id: freshId('resource'), workingMemory: '', metadata: {} };
      await store.memory.saveResource({ resource: empty });
      expect(await store.memory.getResourceById({ resourceId: empty.id })).toMatchObject(empty);
    });

    it('replaces all that was known, and keeps its age', async () => {
      const id = freshId('resource');
      const createdAt = new Date('2020-02-29T12:00:00.001Z');
      const first = await store.memory.saveResource({
        resource: { id, workingMemory: 'a', metadata: { a: 1 }, createdAt },
      });
      expect(first).toMatchObject({ createdAt, updatedAt: createdAt });
      const second = await store.memory.saveResource({ resource: { id, metadata: { b: 2 }, createdAt: new Date(0) } });
      expect(second).toStrictEqual({ id, metadata: { b: 2 }, createdAt, updatedAt: expect.any(Date) });
      expect(Math.abs(Date.now() - second.updatedAt.getTime())).toBeLessThan(60_000);
      expect(await store.memory.getResourceById({ resourceId: id })).toStrictEqual(second);
    });

    it('takes a resource as it was read', async () => {
      const resource = { id: freshId('resource'), workingMemory: 'a', metadata: { a: 1 } };
      const read = await store.memory.saveResource({ resource });
      const saved = await store.memory.saveResource({ resource: read });
      expect(saved).toStrictEqual({ ...read, updatedAt: saved.updatedAt });
    });
  });
}

function updateResource(store: StoreUnderTest): void {
  describe('updateResource', () => {
    it('creates the resource where there is none', async () => {
      const resourceId = freshId('resource');
      const made = await store.memory.updateResource({ resourceId, workingMemory: 'a', metadata: { a: null } });
      const times = { createdAt: expect.any(Date), updatedAt: made.createdAt };
      expect(made).toStrictEqual({ id: resourceId, workingMemory: 'a', metadata: { a: null }, ...times });
      expect(await store.memory.getResourceById({ resourceId })).toStrictEqual(made);
    });

    it('sets the working memory and merges the metadata at its top level', async () => {
      const resourceId = freshId('resource');
      const metadata = { kept: { a: 1 }, replaced: { a: 1, b: 2 } };
      const made = await store.memory.saveResource({ resource: { id: resourceId, workingMemory: 'a', metadata } });
      const changes = { replaced: { c: 3 }, added: null };
      const updated = await store.memory.updateResource({ resourceId, workingMemory: 'b', metadata: changes });
      expect(updated).toStrictEqual({
        ...made,
        workingMemory: 'b',
        metadata: { kept: { a: 1 }, ...changes },
        updatedAt: expect.any(Date),
      });
      expect(await store.memory.getResourceById({ resourceId })).toStrictEqual(updated);
    });

    it('leaves alone what it is not given', async () => {
      const resourceId = freshId('resource');
      const { createdAt } = await store.memory.updateResource({ resourceId });
      const record = { id: resourceId, createdAt, updatedAt: expect.any(Date) };
      expect(await store.memory.getResourceById({ resourceId })).toStrictEqual(record);
      expect(await store.memory.updateResource({ resourceId, workingMemory: '' })).toStrictEqual({
        ...record,
        workingMemory: '',
      });
      const both = { ...record, workingMemory: '', metadata: {} };
      expect(await store.memory.updateResource({ resourceId, metadata: {} })).toStrictEqual(both);
      expect(await store.memory.updateResource({ resourceId })).toStrictEqual(both);
    });

    it('refuses metadata that goes over its limit by the merge', async () => {
      const resourceId = freshId('resource');
      const made = await store.memory.updateResource({ resourceId, metadata: { left: 'x'.repeat(700_000) } });
      const call = store.memory.updateResource({ resourceId, metadata: { right: 'x'.repeat(700_000) } });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['metadata'] });
      expect(await store.memory.getResourceById({ resourceId })).toStrictEqual(made);
    });
  });
}
