/** The beginning and the end of agents. */
import { describe, expect, it } from 'vitest';
import { ConflictError, ValidationError } from '../../src/errors';
import type { CreateAgentInput } from '../../src/storage/domains/agents/base';
import { agentId, LAYOUTS, numbers, serviceOver, withAgent } from './stores';

describe.each(LAYOUTS)('over %s', (_, domains) => {
  describe('createAgent', () => {
    it('stores the record and version 1', async () => {
      const { versioning, agents, agentVersions } = serviceOver(domains(), { actor: { id: 'mira' } });
      const { version, created, agent } = await versioning.createAgent({ id: agentId, model: 'a', tools: ['x'] });
      expect(created).toBe(true);
      expect(version).toMatchObject({ versionNumber: 1, changeMessage: 'Initial version', createdBy: 'mira' });
      expect(version.snapshot).toEqual({ model: 'a', tools: ['x'] });
      expect(agent).toMatchObject({ id: agentId, model: 'a', tools: ['x'], versionNumber: 1, revision: 1 });
      expect(agent).toEqual(await agents.getAgent(agentId));
      expect(version).toEqual(await agentVersions.getLatestVersion(agentId));
    });

    it('makes an id where none is given, and takes labels, a message, a name and a time', async () => {
      const { versioning, agents } = serviceOver(domains());
      const createdAt = new Date('2020-01-01T00:00:00.000Z');
      const options = { message: 'First', name: 'one', createdBy: 'otto', labels: ['active', 'x'], createdAt };
      const { version, agent } = await versioning.createAgent({ model: 'a' }, options);
      expect(version).toMatchObject({ changeMessage: 'First', name: 'one', createdBy: 'otto', createdAt });
      expect(agent.activeVersionId).toBe(version.id);
      expect(agent).toEqual(await agents.getAgent(agent.id));
      expect((await versioning.listLabels(agent.id)).map(({ label }) => label)).toEqual(['active', 'x']);
    });

    it('refuses an id that is taken, and changes nothing', async () => {
      const { versioning } = await withAgent(domains);
      const error = await versioning.createAgent({ id: agentId, model: 'b' }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ConflictError);
      expect(error).toMatchObject({ entity: 'agent', id: agentId, expected: 'none', actual: 1 });
      expect(await numbers(versioning)).toEqual([1]);
      expect(await versioning.getAgent(agentId)).toMatchObject({ model: 'a' });
    });

    it('refuses an id whose versions are still there, and leaves no record', async () => {
      const { versioning, agentVersions } = serviceOver(domains());
      await agentVersions.createVersion({ agentId, snapshot: {} });
      const error = await versioning.createAgent({ id: agentId }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'conflict', entity: 'version', expected: 'none', actual: 1 });
      expect(await versioning.getAgent(agentId)).toBeNull();
    });

    it('gives the first result to a repeat under the same key', async () => {
      const { versioning } = serviceOver(domains());
      const first = await versioning.createAgent({ id: agentId, model: 'a' }, { idempotencyKey: 'k' });
      await versioning.save(agentId, { model: 'b' });
      const again = await versioning.createAgent({ id: agentId, model: 'a' }, { idempotencyKey: 'k' });
      expect(again).toMatchObject({ version: first.version, created: false, agent: { model: 'b' } });
      expect(await numbers(versioning)).toEqual([2, 1]);
    });

    it('begins above the numbers of a former agent of that id', async () => {
      const { versioning } = await withAgent(domains);
      expect(await versioning.deleteAgent(agentId)).toBe(1);
      const { version, agent } = await versioning.createAgent({ id: agentId, model: 'new' });
      expect(version.versionNumber).toBe(2);
      expect(agent.versionNumber).toBe(2);
      expect(await versioning.getAgent(agentId)).toEqual(agent);
    });

    it.each<[string, CreateAgentInput, object]>([
      ['a field of the record', { id: agentId, revision: 3 }, {}],
      ['what JSON cannot carry', { id: agentId, tools: [undefined] }, {}],
      ['a reserved label', { id: agentId }, { labels: ['head'] }],
      ['an unknown option', { id: agentId }, { mesage: 'x' }],
    ])('refuses %s, and leaves nothing', async (__, input, options) => {
      const { versioning } = serviceOver(domains());
      await expect(versioning.createAgent(input, options)).rejects.toThrow(ValidationError);
      expect(await versioning.getAgent(agentId)).toBeNull();
    });
  });

  describe('deleteAgent', () => {
    it('takes the record and its whole history, labelled or not, and may be repeated', async () => {
      const { versioning, agentVersions } = await withAgent(domains);
      await versioning.save(agentId, { model: 'b' }, { labels: ['active'] });
      const { revision } = (await versioning.getAgent(agentId)) ?? { revision: 0 };
      const stale = await versioning
        .deleteAgent(agentId, { expected: revision + 1 })
        .catch((reason: unknown) => reason);
      expect(stale).toMatchObject({ code: 'conflict', entity: 'agent', actual: revision });
      expect(await numbers(versioning)).toEqual([2, 1]);
      expect(await versioning.deleteAgent(agentId, { expected: revision, reason: 'Old' })).toBe(2);
      expect(await versioning.getAgent(agentId)).toBeNull();
      expect(await numbers(versioning)).toEqual([]);
      expect(await versioning.listLabels(agentId)).toEqual([]);
      expect(await agentVersions.getHead(agentId)).toMatchObject({ lastNumber: 2, headNumber: 0 });
      expect(await versioning.deleteAgent(agentId)).toBe(0);
    });
  });
});
