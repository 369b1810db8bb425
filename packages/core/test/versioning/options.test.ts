/** What the service is made of. */
import { describe, expect, it, vi } from 'vitest';
import { NotFoundError, ValidationError } from '../../src/errors';
import { InMemoryStore } from '../../src/storage/inmemory';
import { MastraStorage } from '../../src/storage/storage';
import { AgentVersioning } from '../../src/versioning/service';
import { serviceOver, together } from './stores';

it.each<[string, object]>([
  ['neither a storage nor domains', {}],
  ['one domain alone', { agents: together().agents }],
  ['an unknown option', { ...together(), polcy: {} }],
  ['a policy that is none', { ...together(), policy: {} }],
  ['a pattern that is none', { ...together(), protectedLabels: ['*x'] }],
  ['an actor without an id', { ...together(), actor: {} }],
])('%s makes no service', (_, options) => {
  expect(() => serviceOver(options as ReturnType<typeof together>)).toThrow(ValidationError);
});

describe('a storage', () => {
  it('is opened at the first action, not before', async () => {
    const { agents, agentVersions } = together();
    const opened = [vi.spyOn(agents, 'init'), vi.spyOn(agentVersions, 'init')];
    const storage = new MastraStorage({ id: 'main', stores: { agents, agentVersions } });
    const versioning = new AgentVersioning({ storage });
    expect(opened.map((init) => init.mock.calls.length)).toEqual([0, 0]);
    await versioning.createAgent({ id: 'support' });
    await versioning.latest('support');
    expect(opened.map((init) => init.mock.calls.length)).toEqual([1, 1]);
  });

  it('may be a composite of two, whose domains are then written one after the other', async () => {
    const { agentVersions } = new InMemoryStore().stores;
    const storage = new MastraStorage({ id: 'main', default: new InMemoryStore(), stores: { agentVersions } });
    const versioning = new AgentVersioning({ storage });
    const { version } = await versioning.createAgent({ id: 'support' }, { labels: ['active'] });
    expect(await agentVersions?.getLatestVersion('support')).toEqual(version);
    expect((await versioning.getAgent('support'))?.activeVersionId).toBe(version.id);
  });

  it('that lacks a domain is told of by the first action', async () => {
    const versioning = new AgentVersioning({ storage: new MastraStorage({ id: 'empty' }) });
    await expect(versioning.listAgents()).rejects.toThrow(new NotFoundError({ entity: 'domain', id: 'agents' }));
  });
});

it('an agent id is checked before the policy is asked', async () => {
  const can = vi.fn(() => true);
  const { versioning } = serviceOver(together(), { policy: { can } });
  for (const id of ['', 'a\u0000b', undefined]) {
    await expect(versioning.latest(id as string)).rejects.toThrow(ValidationError);
  }
  expect(can).not.toHaveBeenCalled();
});
