/** Redaction: a snapshot is blanked for good, all else stays. */
import { beforeEach, describe, expect, it } from 'vitest';
import { InMemoryStore } from '../../src/storage/inmemory';
import { AgentVersioning } from '../../src/versioning/service';

describe('redact', () => {
  let versioning: AgentVersioning;

  beforeEach(async () => {
    versioning = new AgentVersioning({ storage: new InMemoryStore() }).as({ id: 'mira' });
    await versioning.createAgent({ id: 'a', apiKey: 'sk-planted' }, { message: 'First' });
    await versioning.save('a', { apiKey: 'vault:a' });
  });

  it('blanks the snapshot and keeps number, hashes, author and message', async () => {
    const { snapshot: _, ...rest } = await versioning.get('a', 1);
    const redacted = await versioning.redact('a', 1, { reason: 'Leaked key' });
    const note = { redactedAt: expect.any(Date), redactedBy: 'mira', redactionReason: 'Leaked key' };
    expect(redacted).toEqual({ ...rest, snapshot: {}, ...note });
    expect(await versioning.get('a', 1)).toEqual(redacted);
    expect(await versioning.verifyHistory('a')).toMatchObject({ ok: true, versions: 2, redacted: 1 });
  });

  it('keeps the first note when it is done again, and tells listeners once', async () => {
    const told: unknown[] = [];
    versioning.on('version.redacted', (event) => void told.push(event));
    const first = await versioning.redact('a', 1, { reason: 'Leaked key', by: 'legal' });
    expect(await versioning.redact('a', 1, { reason: 'Again' })).toEqual(first);
    expect(told).toEqual([
      {
        type: 'version.redacted',
        agentId: 'a',
        at: first.redactedAt,
        versionId: first.id,
        versionNumber: 1,
        redactedBy: 'legal',
        reason: 'Leaked key',
      },
    ]);
  });

  it('is refused while a label points at the version', async () => {
    await versioning.setLabel('a', 'production', 1);
    const refused = versioning.redact('a', 'production', { reason: 'Leaked key' });
    await expect(refused).rejects.toMatchObject({ code: 'version_in_use', labels: ['production'] });
    expect((await versioning.get('a', 1)).snapshot).toEqual({ apiKey: 'sk-planted' });
  });

  it('takes any name of one version, and none that is not there or names several', async () => {
    await expect(versioning.redact('a', 9)).rejects.toMatchObject({ code: 'not_found' });
    await expect(versioning.redact('b', 1)).rejects.toMatchObject({ code: 'not_found' });
    expect((await versioning.redact('a', 'head~1')).versionNumber).toBe(1);
    expect((await versioning.redact('a', (await versioning.latest('a')).id)).versionNumber).toBe(2);
  });

  it('is asked of the policy', async () => {
    const policy = { can: ({ action }: { action: string }) => action !== 'version.redact' };
    const bound = new AgentVersioning({ storage: new InMemoryStore(), policy });
    await bound.createAgent({ id: 'a' });
    await expect(bound.redact('a', 1)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it.each([{ reason: 1 }, { by: 'a\0' }, { why: 'x' }])('refuses %j', async (options) => {
    await expect(versioning.redact('a', 1, options as object)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
