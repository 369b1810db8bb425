/** The version to serve, whatever state the server is in. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { answers, holding, refusalOf, world } from './running';
import { ALWAYS, fail, servedWorld } from './served';

describe('resolve', () => {
  it('asks once, then trusts the answer for its time', async () => {
    const { client, statuses } = await servedWorld();
    const first = await client.resolve('support');
    expectTypeOf(first.version.versionNumber).toEqualTypeOf<number>();
    expect(first).toMatchObject({ source: 'fresh', version: { versionNumber: 1 }, snapshot: { model: 'a' } });
    expect(await client.resolve('support')).toEqual({ ...first, source: 'cache' });
    expect(statuses()).toEqual([200]);
  });

  it('asks again by entity tag, so that nothing is sent twice', async () => {
    const { client, statuses } = await servedWorld();
    await client.resolve('support');
    expect(await client.resolve('support', ALWAYS)).toMatchObject({ source: 'fresh', version: { versionNumber: 1 } });
    expect(statuses()).toEqual([200, 304]);
  });

  it('serves what is a little too old at once, and asks behind the scenes', async () => {
    const { client, versioning } = await servedWorld();
    await client.resolve('support');
    await versioning.activate('support', 2);
    expect(await client.resolve('support', { ttl: 0 })).toMatchObject({
      source: 'stale',
      version: { versionNumber: 1 },
    });
    // joins what was asked behind the scenes
    expect(await client.resolve('support', ALWAYS)).toMatchObject({ version: { versionNumber: 2 } });
    expect(await client.resolve('support')).toMatchObject({ source: 'cache', version: { versionNumber: 2 } });
  });

  it('sees that a label moved to another version of the same content, and back', async () => {
    const { client, versioning, statuses } = await servedWorld();
    await versioning.restore('support', 1);
    await client.resolve('support');
    await versioning.activate('support', 3);
    expect((await client.resolve('support', ALWAYS)).version.versionNumber).toBe(3);
    await versioning.activate('support', 1);
    expect((await client.resolve('support', ALWAYS)).version.versionNumber).toBe(1);
    expect(statuses()).toEqual([200, 304, 200, 304]);
  });

  it('fetches no version again that it had: not for another label, not when a label moves back', async () => {
    const { client, versioning, statuses } = await servedWorld();
    await versioning.setLabel('support', 'staging', 2);
    await client.resolve('support');
    await client.resolve('support', { label: 'staging' });
    await versioning.activate('support', 2);
    expect((await client.resolve('support', ALWAYS)).version.versionNumber).toBe(2);
    await versioning.setLabel('support', 'staging', 1);
    expect((await client.resolve('support', { ...ALWAYS, label: 'staging' })).version.versionNumber).toBe(1);
    expect(statuses()).toEqual([200, 200, 304, 304]);
  });

  it('asks for the whole where a browser hides which version it is', async () => {
    const { client, versioning, faults, statuses } = await servedWorld();
    await client.resolve('support');
    await versioning.createVersion('support');
    faults.push(async (next) => {
      const { status } = await next();
      return new Response(null, { status });
    });
    expect(await client.resolve('support', ALWAYS)).toMatchObject({ version: { versionNumber: 1 } });
    expect(statuses()).toEqual([200, 304, 200]);
  });

  it('asks once where many want to know at the same time', async () => {
    const { client, statuses } = await servedWorld();
    const all = await Promise.all(Array.from({ length: 50 }, () => client.resolve('support')));
    expect(new Set(all.map(({ version }) => version.id)).size).toBe(1);
    expect(statuses()).toEqual([200]);
  });

  it('hands out nothing that a caller could change for others', async () => {
    const { client } = await servedWorld();
    (await client.resolve('support')).snapshot.model = 'mine';
    expect((await client.resolve('support')).snapshot.model).toBe('a');
  });

  it('trusts nothing any more after a change by the same client', async () => {
    const { client } = await servedWorld();
    await client.resolve('support');
    await client.getStoredAgent('support').activateVersion('2');
    expect(await client.resolve('support')).toMatchObject({ source: 'fresh', version: { versionNumber: 2 } });
  });

  it('does not trust an answer from before a change by the same client', async () => {
    const { client, faults } = await servedWorld();
    const { fault, reached, letGo } = holding();
    faults.push(fault);
    const before = client.resolve('support');
    await reached;
    await client.getStoredAgent('support').activateVersion('2');
    letGo();
    expect((await before).version.versionNumber).toBe(1);
    expect(await client.resolve('support')).toMatchObject({ source: 'fresh', version: { versionNumber: 2 } });
  });

  it('keeps no more than it may', async () => {
    const { client, versioning, statuses } = await servedWorld({ maxLabels: 1, maxVersions: 1 });
    await versioning.setLabel('support', 'staging', 2);
    for (const label of ['active', 'staging', 'active']) await client.resolve('support', { label });
    expect(statuses()).toEqual([200, 200, 200]);
  });
});

describe('a server that is away', () => {
  it('is made up for by what is kept, however old', async () => {
    const { client, faults, versioning } = await servedWorld();
    await client.resolve('support');
    fail(faults);
    const stale = await client.resolve('support', ALWAYS);
    expect(stale).toMatchObject({ source: 'stale', version: { versionNumber: 1 }, error: { code: 'network' } });
    faults.length = 0;
    await versioning.activate('support', 2);
    expect(await client.resolve('support', ALWAYS)).toMatchObject({ source: 'fresh', version: { versionNumber: 2 } });
  });

  it.each([
    ['fails', answers(503, 'no'), 'unavailable'],
    ['says nothing', () => new Promise<never>(() => undefined), 'timeout'],
    [
      'takes the key for a wrong one',
      answers(401, '{"status":401,"title":"t","code":"unauthorized"}', { 'content-type': 'application/problem+json' }),
      'unauthorized',
    ],
    ['is hidden by a page that denies access', answers(403, '<html>', { 'content-type': 'text/html' }), 'bad_answer'],
  ])('counts as away where it %s', async (_, fault, code) => {
    const { client, faults } = await servedWorld({ patience: 20 });
    await client.resolve('support');
    fail(faults, fault);
    expect(await client.resolve('support', ALWAYS)).toMatchObject({ source: 'stale', error: { code } });
  });

  it('is made up for by the fallback where nothing is kept, and is an error where there is none', async () => {
    const { client, faults } = await servedWorld();
    fail(faults);
    const served = await client.resolve('support', { fallback: { model: 'safe' } });
    if (served.source !== 'fallback') expectTypeOf(served.version.id).toEqualTypeOf<string>();
    expect(served).toMatchObject({ source: 'fallback', snapshot: { model: 'safe' }, error: { code: 'network' } });
    expect(await refusalOf(client.resolve('support'))).toMatchObject({ code: 'network' });
  });
});

describe('what the server denies', () => {
  it('is forgotten: a label that is gone', async () => {
    const { client, versioning, faults } = await servedWorld();
    await client.resolve('support');
    await versioning.deactivate('support');
    const fallback = { model: 'safe' };
    expect(await client.resolve('support', { ...ALWAYS, fallback })).toMatchObject({
      source: 'fallback',
      error: { code: 'not_found' },
    });
    fail(faults);
    expect(await refusalOf(client.resolve('support'))).toMatchObject({ code: 'network' });
  });

  it('is forgotten: what the caller may not read any more', async () => {
    let mayRead = true;
    const { connect, versioning, faults } = world({ authorize: ({ action }) => mayRead || action === 'agent.read' });
    await versioning.createAgent({ id: 'support', model: 'a' });
    await versioning.activate('support', 1);
    const client = connect({ retries: 0 });
    await client.resolve('support');
    mayRead = false;
    expect(await refusalOf(client.resolve('support', ALWAYS))).toMatchObject({ code: 'forbidden' });
    fail(faults);
    expect(await refusalOf(client.resolve('support'))).toMatchObject({ code: 'network' });
  });

  it('is an error in spite of a fallback where the call itself is wrong', async () => {
    const { client } = await servedWorld();
    const wrong = client.resolve('support', { label: 'no such\u0000label', fallback: {} });
    expect(await refusalOf(wrong)).toMatchObject({ code: 'invalid_input' });
  });
});

describe('a caller who gives up', () => {
  it('is refused, and those who wait for the same are not', async () => {
    const { client, faults } = await servedWorld();
    const { fault, letGo } = holding();
    faults.push(fault);
    const abort = new AbortController();
    const impatient = refusalOf(client.resolve('support', { signal: abort.signal, fallback: {} }));
    const patient = client.resolve('support');
    abort.abort();
    expect(await impatient).toMatchObject({ code: 'aborted' });
    letGo();
    expect(await patient).toMatchObject({ source: 'fresh', version: { versionNumber: 1 } });
  });
});
