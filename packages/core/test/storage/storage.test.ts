/** The composite storage. */
import { describe, expect, it, vi } from 'vitest';
import { NotFoundError, UnavailableError, ValidationError } from '../../src/errors';
import { InMemoryAgentVersionsStorage } from '../../src/storage/domains/agent-versions/inmemory';
import { InMemoryAgentsStorage } from '../../src/storage/domains/agents/inmemory';
import { InMemoryStore } from '../../src/storage/inmemory';
import { MastraStorage } from '../../src/storage/storage';

/** A storage whose two domains tell when they are opened and closed. */
function watched(options: { disableInit?: boolean } = {}) {
  const agents = new InMemoryAgentsStorage();
  const agentVersions = new InMemoryAgentVersionsStorage();
  const calls = {
    agents: { init: vi.spyOn(agents, 'init'), close: vi.spyOn(agents, 'close') },
    agentVersions: { init: vi.spyOn(agentVersions, 'init'), close: vi.spyOn(agentVersions, 'close') },
  };
  const storage = new MastraStorage({ id: 'watched', stores: { agents, agentVersions }, ...options });
  return { storage, agents, agentVersions, calls };
}

const busy = () => new UnavailableError({ message: 'busy', retryable: true });

describe('a composite', () => {
  it('takes each domain from where it was told to', async () => {
    const { storage: fallback, agents } = watched();
    const agentVersions = new InMemoryAgentVersionsStorage();
    const storage = new MastraStorage({ id: 'main', default: fallback, stores: { agentVersions } });
    expect(await storage.getStore('agents')).toBe(agents);
    expect(await storage.getStore('agentVersions')).toBe(agentVersions);
    expect(storage.stores).toEqual({ agents, agentVersions });
  });

  it('is called by its id unless it has a name', () => {
    expect(new MastraStorage({ id: 'main' }).name).toBe('main');
    expect(new MastraStorage({ id: 'main', name: '' }).name).toBe('');
  });

  it('has no domain that was switched off, or that nobody gave it', async () => {
    const { storage: fallback, calls } = watched();
    const storage = new MastraStorage({ id: 'main', default: fallback, stores: { agents: false } });
    await storage.init();
    expect(await storage.getStore('agents')).toBeNull();
    expect(calls.agents.init).not.toHaveBeenCalled();
    await expect(storage.requireStore('agents')).rejects.toThrow(new NotFoundError({ entity: 'domain', id: 'agents' }));
    expect(await new MastraStorage({ id: 'empty' }).getStore('agentVersions')).toBeNull();
  });

  it('knows no domain by a name that every object has', async () => {
    expect(await new InMemoryStore().getStore('toString' as 'agents')).toBeNull();
  });

  it('can be the default of another', async () => {
    const { storage: inner, agents } = watched();
    const middle = new MastraStorage({ id: 'middle', default: inner });
    expect(await new MastraStorage({ id: 'outer', default: middle }).getStore('agents')).toBe(agents);
  });

  it('knows the storages and domains of another copy of this package by their shape', async () => {
    const domain = {
      domain: 'agents',
      init: async () => {},
      close: async () => {},
    } as unknown as InMemoryAgentsStorage;
    const { id, stores } = new MastraStorage({ id: 'copy', stores: { agents: domain } });
    const copy = { id, stores, getStore: async () => domain, init: async () => {}, close: async () => {} };
    const storage = new MastraStorage({ id: 'main', default: copy as unknown as MastraStorage });
    expect(await storage.getStore('agents')).toBe(domain);
  });

  it.each<[string, object, string[]]>([
    ['an unknown option', { defualt: 1 }, ['defualt']],
    ['no id', { id: undefined }, ['id']],
    ['an unknown domain', { stores: { scores: new InMemoryAgentsStorage() } }, ['stores.scores']],
    [
      'a domain under the key of another',
      { stores: { agentVersions: new InMemoryAgentsStorage() } },
      ['stores.agentVersions'],
    ],
    [
      'true, null and a store for a domain',
      { stores: { agents: true, agentVersions: null } },
      ['stores.agents', 'stores.agentVersions'],
    ],
    ['a domain as the default', { default: new InMemoryAgentsStorage() }, ['default']],
    ['domains that are no object', { stores: 'agents' }, ['stores']],
    ['disableInit that is no boolean', { disableInit: 'yes' }, ['disableInit']],
  ])('is not made of %s', (_, options, paths) => {
    const make = () => new MastraStorage({ id: 'main', ...options } as never);
    expect(make).toThrow(ValidationError);
    expect(make).toThrow(expect.objectContaining({ issues: paths.map((path) => expect.objectContaining({ path })) }));
  });
});

describe('initialisation', () => {
  it('is of every domain that is there, once, however many ask for it', async () => {
    const { storage, calls } = watched();
    await Promise.all([storage.init(), storage.init(), storage.getStore('agents')]);
    await storage.init();
    expect(calls.agents.init).toHaveBeenCalledTimes(1);
    expect(calls.agentVersions.init).toHaveBeenCalledTimes(1);
  });

  it('is of the one domain that is used, when it is used', async () => {
    const { storage, calls } = watched();
    await storage.getStore('agents');
    expect(calls.agents.init).toHaveBeenCalledTimes(1);
    expect(calls.agentVersions.init).not.toHaveBeenCalled();
  });

  it('leaves alone the domain of the default that is replaced', async () => {
    const { storage: fallback, calls } = watched();
    const stores = { agents: new InMemoryAgentsStorage() };
    await new MastraStorage({ id: 'main', default: fallback, stores }).init();
    expect(calls.agents.init).not.toHaveBeenCalled();
    expect(calls.agentVersions.init).toHaveBeenCalledTimes(1);
  });

  it('fails for all who wait for it, and is tried again by the next', async () => {
    const { storage, calls } = watched();
    calls.agents.init.mockRejectedValueOnce(busy());
    const both = await Promise.allSettled([storage.init(), storage.getStore('agents')]);
    expect(both).toEqual([
      { status: 'rejected', reason: busy() },
      { status: 'rejected', reason: busy() },
    ]);
    await storage.init();
    expect(calls.agents.init).toHaveBeenCalledTimes(2);
    expect(calls.agentVersions.init).toHaveBeenCalledTimes(1);
  });

  it('tries every domain before it fails', async () => {
    const { storage, calls } = watched();
    const order: string[] = [];
    calls.agents.init.mockImplementationOnce(() => {
      throw busy();
    });
    calls.agentVersions.init.mockImplementationOnce(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('agentVersions');
    });
    await storage.init().catch(() => order.push('failed'));
    expect(order).toEqual(['agentVersions', 'failed']);
  });

  it('waits for init where it is disabled', async () => {
    const { storage, agents, calls } = watched({ disableInit: true });
    expect(await storage.getStore('agents')).toBe(agents);
    expect(calls.agents.init).not.toHaveBeenCalled();
    await storage.init();
    expect(calls.agents.init).toHaveBeenCalledTimes(1);
  });

  it('waits where it is disabled for the default only', async () => {
    const { storage: fallback, calls } = watched({ disableInit: true });
    const storage = new MastraStorage({ id: 'main', default: fallback });
    await storage.getStore('agents');
    expect(calls.agents.init).not.toHaveBeenCalled();
  });
});

describe('closing', () => {
  it('closes the default and what replaces its domains, once', async () => {
    const { storage: fallback, calls } = watched();
    const agents = new InMemoryAgentsStorage();
    const close = vi.spyOn(agents, 'close');
    const storage = new MastraStorage({ id: 'main', default: fallback, stores: { agents } });
    await Promise.all([storage.close(), storage.close()]);
    await storage.close();
    expect(close).toHaveBeenCalledTimes(1);
    expect(calls.agents.close).toHaveBeenCalledTimes(1);
    expect(calls.agentVersions.close).toHaveBeenCalledTimes(1);
  });

  it('closes the rest where one fails', async () => {
    const { storage, calls } = watched();
    calls.agents.close.mockRejectedValueOnce(busy());
    await expect(storage.close()).rejects.toThrow(busy());
    expect(calls.agentVersions.close).toHaveBeenCalledTimes(1);
  });
});
