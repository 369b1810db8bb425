/** Who asks for a label that splits, or does not. */
import { describe, expect, it } from 'vitest';
import { refusalOf, world } from './running';
import { ALWAYS, fail, servedWorld } from './served';

describe('a key', () => {
  const keys = Array.from({ length: 40 }, (_, index) => `user-${index}`);
  const split = {
    targets: [
      { version: 1, weight: 5_000 },
      { version: 2, weight: 5_000 },
    ],
  };

  it('chooses where a label splits, as the service does, and each content is sent once', async () => {
    const { client, versioning, seen } = await servedWorld();
    await versioning.setLabel('support', 'production', split);
    for (const key of keys) {
      const { version } = await client.resolve('support', { label: 'production', key });
      expect(version.id).toBe((await versioning.resolve('support', { label: 'production' }, { key })).id);
    }
    const bodies = seen.filter(({ path, status }) => path.includes('/resolve') && status === 200);
    expect(bodies).toHaveLength(2);
    seen.length = 0;
    for (const key of keys)
      expect(await client.resolve('support', { label: 'production', key })).toMatchObject({ source: 'cache' });
    expect(seen).toEqual([]);
  });

  it('makes no difference where the label does not split: all keys share one answer', async () => {
    const { client, statuses } = await servedWorld();
    for (const key of keys) await client.resolve('support', { key });
    expect(statuses()).toEqual([200, 200]);
    await client.resolve('support', { key: 'user-1', ...ALWAYS });
    expect(statuses()).toEqual([304, 304]);
  });

  it('matters from the moment that the label splits', async () => {
    const { client, versioning } = await servedWorld();
    for (const key of keys) await client.resolve('support', { key });
    await versioning.setLabel('support', 'active', split);
    const models = new Set<unknown>();
    for (const key of keys) models.add((await client.resolve('support', { key, ...ALWAYS })).snapshot.model);
    expect(models).toEqual(new Set(['a', 'b']));
  });

  it('is asked with where the shape of labels may not be read', async () => {
    const { client, versioning, seen } = world({ authorize: ({ action }) => action !== 'label.read' });
    await versioning.createAgent({ id: 'support', model: 'a' });
    await versioning.activate('support', 1);
    expect(await client.resolve('support', { key: 'user-1' })).toMatchObject({ source: 'fresh' });
    expect(await client.resolve('support', { key: 'user-1' })).toMatchObject({ source: 'cache' });
    expect(seen.map(({ status }) => status)).toEqual([403, 200]);
  });

  it('keeps its version while the server is away', async () => {
    const { client, versioning, faults } = await servedWorld();
    await versioning.setLabel('support', 'production', split);
    const options = { label: 'production', key: 'user-1' };
    const { version } = await client.resolve('support', options);
    fail(faults);
    expect(await client.resolve('support', { ...options, ...ALWAYS })).toMatchObject({ source: 'stale', version });
    expect(await client.resolve('support', { ...options, key: 'user-2', fallback: {} })).toMatchObject({
      source: 'fallback',
    });
  });

  it('is refused what is denied to all', async () => {
    const { client } = await servedWorld();
    const wanted = client.resolve('support', { label: 'nothing', key: 'user-1' });
    expect(await refusalOf(wanted)).toMatchObject({ code: 'not_found', entity: 'label' });
  });
});
