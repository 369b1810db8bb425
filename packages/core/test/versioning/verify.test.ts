/** Verifying a history as it is stored, while others go on. */
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../src/json/hash';
import { InMemoryStore } from '../../src/storage/inmemory';
import { AgentVersioning } from '../../src/versioning/service';

describe('verifyHistory', () => {
  const versioning = new AgentVersioning({ storage: new InMemoryStore() });

  async function agentOf(id: string, count: number): Promise<void> {
    await versioning.createAgent({ id, step: 1 });
    for (let step = 2; step <= count; step += 1) await versioning.save(id, { step });
  }

  it('counts what it looked at, and returns the end of the chain as the next anchor', async () => {
    await agentOf('counted', 40);
    await versioning.prune('counted', { keepLast: 30 });
    await versioning.redact('counted', 20, { reason: 'Leaked key' });
    const report = await versioning.verifyHistory('counted');
    expect(report).toEqual({
      ok: true,
      versions: 30,
      deletions: 10,
      redacted: 1,
      unchained: 0,
      head: { versionNumber: 40, chainHash: (await versioning.latest('counted')).chainHash },
    });
    await versioning.save('counted', { step: 41 });
    expect(
      await versioning.verifyHistory('counted', { anchor: report.ok ? report.head : undefined } as object),
    ).toMatchObject({ ok: true, versions: 31 });
  });

  it('reports an anchor that is not of this history', async () => {
    await agentOf('anchored', 2);
    const chainHash = contentHash('other');
    for (const versionNumber of [1, 2, 3]) {
      const report = await versioning.verifyHistory('anchored', { anchor: { versionNumber, chainHash } });
      expect(report).toMatchObject({ ok: false, break: { problem: 'anchor', versionNumber, expected: chainHash } });
    }
  });

  it('passes while others save, delete, prune and delete the agent', async () => {
    await agentOf('busy', 30);
    let done = false;
    const others = (async () => {
      for (let step = 31; step <= 90; step += 1) await versioning.save('busy', { step });
      await versioning.delete('busy', 'head');
      await versioning.prune('busy', { keepLast: 5 });
      await versioning.deleteAgent('busy');
      done = true;
    })();
    let verified = 0;
    while (!done) {
      expect(await versioning.verifyHistory('busy')).toMatchObject({ ok: true });
      verified += 1;
    }
    await others;
    expect(verified).toBeGreaterThan(1);
    expect(await versioning.verifyHistory('busy')).toMatchObject({
      ok: true,
      versions: 0,
      head: { versionNumber: 90 },
    });
  });

  it('passes an agent without versions, and does not know one that is not there', async () => {
    await versioning.deleteAgent('counted');
    const store = new InMemoryStore();
    const other = new AgentVersioning({ storage: store });
    await (await store.requireStore('agents')).createAgent({ id: 'plain' });
    expect(await other.verifyHistory('plain')).toEqual({
      ok: true,
      versions: 0,
      deletions: 0,
      redacted: 0,
      unchained: 0,
    });
    await expect(other.verifyHistory('nobody')).rejects.toMatchObject({ code: 'not_found', entity: 'agent' });
  });

  it('says how far it is, and ends when it is told to', async () => {
    await agentOf('long', 50);
    const seen: number[] = [];
    await versioning.verifyHistory('long', { onProgress: ({ versionNumber }) => seen.push(versionNumber) });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(50);
    const controller = new AbortController();
    const ended = versioning.verifyHistory('long', {
      onProgress: () => controller.abort(new Error('Enough')),
      signal: controller.signal,
    });
    await expect(ended).rejects.toThrow('Enough');
  });

  it.each([
    { anchor: { versionNumber: 0, chainHash: contentHash('') } },
    { anchor: { versionNumber: 1, chainHash: 'abc' } },
    { onProgress: 1 },
    { signal: {} },
    { unknown: true },
  ])('refuses %j', async (options) => {
    const refused = versioning.verifyHistory('long', options as object);
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
