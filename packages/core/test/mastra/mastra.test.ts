/** The facade: which agent is served, and at what cost. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ForbiddenError, NotFoundError, ValidationError } from '../../src/errors';
import { Mastra } from '../../src/mastra/mastra';
import type { FindVersionsInput, VersionCandidate } from '../../src/storage/domains/agent-versions/calls';
import { InMemoryStore } from '../../src/storage/inmemory';
import type { AgentConfig } from '../../src/storage/types';

let store: InMemoryStore;
let mastra: Mastra;
/** What was read from the database: how many snapshots each statement brought, and reads of records. */
let statements: (number | 'record')[];

beforeEach(async () => {
  store = new InMemoryStore();
  mastra = new Mastra({ storage: store });
  await mastra.versioning.createAgent({ id: 'a', name: 'one', tools: ['t'] });
  await mastra.versioning.save('a', { name: 'two' });
  statements = [];
  const versions = await store.requireStore('agentVersions');
  const find = versions.findVersions.bind(versions);
  versions.findVersions = async (input: FindVersionsInput): Promise<VersionCandidate[]> => {
    const found = await find(input);
    statements.push(found.filter(({ version }) => version.snapshot).length);
    return found;
  };
  const agents = await store.requireStore('agents');
  const get = agents.getAgent.bind(agents);
  agents.getAgent = async (id: string) => {
    statements.push('record');
    return get(id);
  };
});

/** The name that an agent is served under. */
async function served(...input: Parameters<Mastra['getStoredAgent']>): Promise<string | undefined> {
  return (await mastra.getStoredAgent(...input))?.name;
}

describe('getStoredAgent', () => {
  it('serves the active version, not the newest one', async () => {
    await mastra.versioning.activate('a', 1);
    expect(await served('a')).toBe('one');
    await mastra.versioning.activate('a', 2);
    expect(await served('a')).toBe('two');
  });

  it('serves the record, edits included, only while no version is active', async () => {
    await mastra.versioning.updateAgent({ id: 'a', changes: { name: 'draft' } });
    expect(await mastra.getStoredAgent('a')).toEqual({ name: 'draft', tools: ['t'] });
    await mastra.versioning.activate('a', 1);
    expect(await mastra.getStoredAgent('a')).toEqual({ name: 'one', tools: ['t'] });
    await mastra.versioning.deactivate('a');
    expect(await served('a')).toBe('draft');
  });

  it('serves what is asked for: an id, a number, a label, a time', async () => {
    const first = await mastra.versioning.get('a', 1);
    await mastra.versioning.setLabel('a', 'staging', 1);
    await mastra.versioning.activate('a', 2);
    expect(await served('a', { versionId: first.id })).toBe('one');
    expect(await served('a', { versionNumber: 1 })).toBe('one');
    expect(await served('a', { label: 'staging' })).toBe('one');
    expect(await served('a', { at: new Date(Date.now() + 60_000) })).toBe('two');
  });

  it.each([{}, { versionNumber: 1 }, { label: 'production' }])(
    'is null for no such agent, asked with %o',
    async (options) => {
      expect(await mastra.getStoredAgent('nobody', options)).toBeNull();
    },
  );

  it.each([{ versionId: 'x' }, { versionNumber: 3 }, { label: 'production' }, { at: new Date(0) }])(
    'finds nothing rather than another version: %o',
    async (options) => {
      await mastra.versioning.activate('a', 1);
      await expect(mastra.getStoredAgent('a', options)).rejects.toBeInstanceOf(NotFoundError);
    },
  );

  it('refuses the version of another agent', async () => {
    await mastra.versioning.createAgent({ id: 'b', name: 'other' });
    const { id } = await mastra.versioning.latest('b');
    expect(await served('b', { versionId: id })).toBe('other');
    await expect(mastra.getStoredAgent('a', { versionId: id })).rejects.toBeInstanceOf(NotFoundError);
  });

  it.each([
    { versionId: 'x', versionNumber: 1 },
    { label: 'staging', at: new Date() },
    { versionNumber: 0 },
    { versionId: '' },
    { label: 'latest' },
    { version: 1 },
  ])('refuses %o', async (options) => {
    await expect(mastra.getStoredAgent('a', options)).rejects.toBeInstanceOf(ValidationError);
    expect(statements).toEqual([]);
  });

  it('refuses a redacted version, also one that it has served before', async () => {
    expect(await served('a', { versionNumber: 1 })).toBe('one');
    await mastra.versioning.redact('a', 1, { reason: 'secret' });
    await expect(mastra.getStoredAgent('a', { versionNumber: 1 })).rejects.toBeInstanceOf(ValidationError);
  });

  it('lets a key decide where a label splits, the same each time', async () => {
    const targets = [
      { version: 1, weight: 5000 },
      { version: 2, weight: 5000 },
    ];
    await mastra.versioning.setLabel('a', 'active', { targets });
    const keys = Array.from({ length: 40 }, (_, index) => `user-${index}`);
    const first = await Promise.all(keys.map((key) => served('a', { key })));
    expect(new Set(first)).toEqual(new Set(['one', 'two']));
    expect(await Promise.all(keys.map((key) => served('a', { key })))).toEqual(first);
    const chosen = await Promise.all(keys.map((key) => mastra.versioning.resolve('a', undefined, { key })));
    expect(first).toEqual(chosen.map(({ snapshot }) => snapshot.name));
  });

  it('gives each caller a copy', async () => {
    await mastra.versioning.activate('a', 1);
    const agent = await mastra.getStoredAgent('a');
    ((agent as AgentConfig).tools as string[]).push('changed');
    expect(await mastra.getStoredAgent('a')).toEqual({ name: 'one', tools: ['t'] });
  });

  it('makes agents the way it is told', async () => {
    const made = new Mastra({
      storage: store,
      createAgent: async ({ name }, { agentId, version }) => `${agentId}: ${name} (${version?.versionNumber})`,
    });
    expect(await made.getStoredAgent('a')).toBe('a: two (undefined)');
    await made.versioning.activate('a', 1);
    expect(await made.getStoredAgent('a')).toBe('a: one (1)');
  });

  it('asks the policy', async () => {
    const closed = new Mastra({ storage: store, policy: { can: ({ action }) => action !== 'version.read' } });
    await expect(closed.getStoredAgent('a')).rejects.toBeInstanceOf(ForbiddenError);
    expect(statements).toEqual([]);
  });
});

describe('the cost', () => {
  it('is one statement when cold, and one without a snapshot when cached', async () => {
    await mastra.versioning.activate('a', 1);
    statements = [];
    for (const name of ['one', 'one', 'one']) expect(await served('a')).toBe(name);
    expect(statements).toEqual([1, 0, 0]);
  });

  it('is one statement with a snapshot after the label has moved, and none of it is missed', async () => {
    await mastra.versioning.activate('a', 1);
    await served('a');
    await mastra.versioning.activate('a', 2);
    statements = [];
    expect(await served('a')).toBe('two');
    expect(await served('a')).toBe('two');
    expect(statements).toEqual([1, 0]);
  });

  it('is nothing within a stated time', async () => {
    mastra = new Mastra({ storage: store, cache: { ttl: 60_000 } });
    await mastra.versioning.activate('a', 1);
    statements = [];
    for (const name of ['one', 'one', 'one']) expect(await served('a')).toBe(name);
    expect(statements).toEqual([1]);
  });

  it('brings the snapshot again where there was no room to keep it', async () => {
    mastra = new Mastra({ storage: store, cache: { maxBytes: 10 } });
    await mastra.versioning.activate('a', 1);
    statements = [];
    for (const name of ['one', 'one']) expect(await served('a')).toBe(name);
    expect(statements).toEqual([1, 1]);
  });

  it('keeps so many versions and no more', async () => {
    mastra = new Mastra({ storage: store, cache: { max: 1 } });
    for (const versionNumber of [1, 1, 2, 1]) await served('a', { versionNumber });
    expect(statements).toEqual([1, 0, 1, 1]);
  });

  it('is one statement more where nothing is active', async () => {
    await served('a');
    expect(statements).toEqual([0, 'record']);
  });
});

describe('the options', () => {
  it.each([
    { storage: undefined },
    { cache: { max: 0 } },
    { cache: { ttl: -1 } },
    { cache: { size: 1 } },
    { createAgent: 'no' },
    { colour: 'red' },
  ])('refuse %o', (options) => {
    expect(() => new Mastra({ storage: store, ...options } as never)).toThrow(ValidationError);
  });
});

describe('getStore', () => {
  it('reaches the domains', async () => {
    expect(await mastra.getStore('agents')).toBe(store.stores.agents);
    expect(await mastra.getStore('nothing' as never)).toBeNull();
  });
});
