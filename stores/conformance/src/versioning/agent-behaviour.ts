/** How agents begin and end: record and history together, or not at all. */
import type { AgentVersioning } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';

/** Proves createAgent and deleteAgent. */
export function agentBehaviour(service: () => AgentVersioning, store: StoreUnderTest): void {
  describe('createAgent', () => {
    it('stores the record and version 1 of the same content', async () => {
      const id = freshId();
      const { version, created, agent } = await service().createAgent({ id, model: 'a', note: null });
      expect(created).toBe(true);
      expect(version).toMatchObject({
        ...{ agentId: id, versionNumber: 1, snapshot: { model: 'a', note: null } },
        ...{ changeMessage: 'Initial version', createdBy: 'mira' },
      });
      expect(await service().get(id, 'head')).toEqual(version);
      expect(await service().getAgent(id)).toEqual(agent);
      expect(agent).toMatchObject({ id, model: 'a', note: null, versionNumber: 1, revision: 1 });
    });

    it('serves version 1 at once where that is asked for', async () => {
      const id = freshId();
      const { version, agent } = await service().createAgent({ id, model: 'a' }, { labels: ['active', 'staging'] });
      expect(agent.activeVersionId).toBe(version.id);
      expect(await service().getAgent(id)).toEqual(agent);
      const labels = await service().listLabels(id);
      expect(labels.map(({ label, targets }) => [label, targets])).toEqual(
        ['active', 'staging'].map((label) => [label, [{ versionId: version.id, weight: 10_000 }]]),
      );
    });

    it('that is refused for a taken id leaves no version, and the agent as it was', async () => {
      const id = freshId();
      const { agent } = await service().createAgent({ id, model: 'a' });
      const refused = await refusal(service().createAgent({ id, model: 'b' }, { labels: ['active'] }));
      expect(refused).toMatchObject({ code: 'conflict', entity: 'agent', id });
      expect((await service().list({ agentId: id })).total).toBe(1);
      expect(await service().listLabels(id)).toEqual([]);
      expect(await service().getAgent(id)).toEqual(agent);
    });

    it('that is refused for versions of the same id leaves no agent', async () => {
      const id = freshId();
      await store.versions.createVersion({ agentId: id, snapshot: { model: 'old' } });
      expect(await refusal(service().createAgent({ id, model: 'b' }))).toMatchObject({ code: 'conflict' });
      expect(await service().getAgent(id)).toBeNull();
      expect((await service().list({ agentId: id })).total).toBe(1);
    });

    it('that is repeated under its key gives the same answer, also after others have saved', async () => {
      const id = freshId();
      const create = () => service().createAgent({ id, model: 'a' }, { idempotencyKey: 'first' });
      const first = await create();
      await service().save(id, { model: 'b' });
      const { version, created } = await create();
      expect({ version, created }).toEqual({ version: first.version, created: false });
      expect((await service().getAgent(id))?.model).toBe('b');
    });

    it('that is repeated under its key moves no label, and does not say so', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' }, { idempotencyKey: 'first' });
      const options = { idempotencyKey: 'first', labels: ['active'] };
      const { created, agent } = await service().createAgent({ id, model: 'a' }, options);
      expect({ created, active: agent.activeVersionId }).toEqual({ created: false, active: undefined });
      expect(await service().listLabels(id)).toEqual([]);
      expect(await service().getAgent(id)).toEqual(agent);
    });

    it('under a key takes no agent for one that it left half made, whose versions were deleted', async () => {
      const id = freshId();
      const { agent } = await service().createAgent({ id, model: 'a' });
      await service().delete(id, 1);
      const refused = await refusal(service().createAgent({ id, model: 'a' }, { idempotencyKey: 'first' }));
      expect(refused).toMatchObject({ code: 'conflict', entity: 'agent', id });
      expect((await service().list({ agentId: id })).total).toBe(0);
      expect(await service().getAgent(id)).toEqual(agent);
    });
  });

  describe('deleteAgent', () => {
    it('takes record, versions, labels and moves along', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' }, { labels: ['active', 'staging'] });
      await service().save(id, { model: 'b' });
      expect(await service().deleteAgent(id)).toBe(2);
      expect(await service().getAgent(id)).toBeNull();
      expect(await service().list({ agentId: id })).toMatchObject({ versions: [], total: 0 });
      expect(await service().listLabels(id)).toEqual([]);
      expect(await service().listLabelMoves({ agentId: id })).toMatchObject({ moves: [], total: 0 });
      expect(await refusal(service().get(id, 'head'))).toMatchObject({ code: 'not_found' });
      expect(await refusal(service().save(id, { model: 'c' }))).toMatchObject({ code: 'not_found', entity: 'agent' });
    });

    it('lets the id be used again, with numbers that go on', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' }, { labels: ['active'] });
      await service().deleteAgent(id);
      const { version, agent } = await service().createAgent({ id, model: 'b' });
      expect(version).toMatchObject({ versionNumber: 2, snapshot: { model: 'b' } });
      expect(agent).toMatchObject({ revision: 1, versionNumber: 2 });
      expect(agent.activeVersionId).toBeUndefined();
      expect(await service().getAgent(id)).toEqual(agent);
      expect(await service().verifyHistory(id)).toMatchObject({ ok: true, versions: 1 });
    });

    it('is refused where the record has moved on, and takes nothing', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' });
      await service().save(id, { model: 'b' });
      const refused = await refusal(service().deleteAgent(id, { expected: 1 }));
      expect(refused).toMatchObject({ code: 'conflict', entity: 'agent', expected: 1, actual: 2 });
      expect((await service().list({ agentId: id })).total).toBe(2);
      expect((await service().getAgent(id))?.model).toBe('b');
    });
  });
}
