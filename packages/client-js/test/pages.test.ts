/** Walking through all versions. */
import type { ListAgentVersionsParams } from '@agent-versions/client';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { agentWorld, collect, lost, refusalOf } from './running';

/** An agent with five versions. */
async function fiveVersions() {
  const made = await agentWorld();
  for (let number = 2; number <= 5; number++) await made.versioning.createVersion('support');
  return made;
}

describe('iterateVersions', () => {
  it('goes from the newest to the first, over pages', async () => {
    const { agent, seen } = await fiveVersions();
    const versions = await collect(agent.iterateVersions({ perPage: 2 }));
    expect(versions.map(({ versionNumber }) => versionNumber)).toEqual([5, 4, 3, 2, 1]);
    expect(seen.map(({ path }) => path.split('?')[1])).toEqual([
      'perPage=2',
      'perPage=2&before=4',
      'perPage=2&before=2',
    ]);
  });

  it('meets no version twice while others are added', async () => {
    const { agent } = await fiveVersions();
    const met: number[] = [];
    for await (const { versionNumber } of agent.iterateVersions({ perPage: 1 })) {
      met.push(versionNumber);
      await agent.createVersion();
    }
    expect(met).toEqual([5, 4, 3, 2, 1]);
  });

  it('takes the other orders, a page and a keyset to begin at', async () => {
    const { agent } = await fiveVersions();
    const numbers = async (params: ListAgentVersionsParams) =>
      (await collect(agent.iterateVersions(params))).map(({ versionNumber }) => versionNumber);
    expect(await numbers({ perPage: 2, orderDirection: 'ASC' })).toEqual([1, 2, 3, 4, 5]);
    expect(await numbers({ perPage: 2, orderBy: 'createdAt' })).toEqual([5, 4, 3, 2, 1]);
    expect(await numbers({ perPage: 2, orderBy: 'versionNumber', orderDirection: 'DESC' })).toEqual([5, 4, 3, 2, 1]);
    expect(await numbers({ perPage: 2, page: 2 })).toEqual([3, 2, 1]);
    expect(await numbers({ perPage: 2, before: 4 })).toEqual([3, 2, 1]);
  });

  it('yields summaries where snapshots are not asked for', async () => {
    const { agent } = await fiveVersions();
    const [summary] = await collect(agent.iterateVersions({ includeSnapshot: false }));
    expect(summary).not.toHaveProperty('snapshot');
    expectTypeOf<NonNullable<typeof summary>>().not.toHaveProperty('snapshot');
  });

  it('asks for nothing before the first step, then stays one page ahead at most', async () => {
    const { agent, seen } = await fiveVersions();
    const versions = agent.iterateVersions({ perPage: 1 });
    expect(seen).toEqual([]);
    await versions.next();
    await versions.next();
    expect(seen.length).toBeLessThanOrEqual(3);
    await versions.return();
    expect(await versions.next()).toEqual({ done: true, value: undefined });
  });

  it('yields what came before the page that fails', async () => {
    const { connect, faults } = await fiveVersions();
    const versions = connect({ retries: 0 }).getStoredAgent('support').iterateVersions({ perPage: 3 });
    faults.push((next) => next(), lost);
    expect((await collect(versions, 3)).length).toBe(3);
    const again = connect({ retries: 0 }).getStoredAgent('support').iterateVersions({ perPage: 3 });
    faults.push((next) => next(), lost);
    for (let count = 0; count < 3; count++) await again.next();
    expect(await refusalOf(again.next())).toMatchObject({ code: 'network' });
  });

  it('ends when the signal is aborted, also in the middle of a page', async () => {
    const { agent } = await fiveVersions();
    const abort = new AbortController();
    const versions = agent.iterateVersions({ perPage: 3 }, { signal: abort.signal });
    await versions.next();
    abort.abort();
    expect(await refusalOf(versions.next())).toMatchObject({ code: 'aborted' });
  });
});
