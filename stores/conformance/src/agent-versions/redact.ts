/** The contract of `agentVersions.redactVersion`. */
import { describe, expect, it } from 'vitest';
import { auditChain } from '../chain-audit';
import type { StoreConformanceInput } from '../input';
import { outcomes, refusal } from '../refusal';
import { appendVersions, countTo, freshId, sampleConfig } from '../samples';
import { settledEvents } from '../settled-events';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves that the snapshot is gone for good, and nothing else. */
export function redactVersionContract(input: StoreConformanceInput): void {
  describe('agentVersions.redactVersion', () => {
    const store = openForTests(input);
    blanks(store);
    refuses(store);
    const { rawUpdate } = input;
    if (rawUpdate) {
      it('lets nobody change the version past the store, before or after', async () => {
        const { agentId, made } = await history(store);
        const versionId = made[0]?.id ?? '';
        await expect(rawUpdate(store.storage, versionId)).rejects.toThrow();
        const redacted = await store.versions.redactVersion({ agentId, versionId });
        await expect(rawUpdate(store.storage, versionId)).rejects.toThrow();
        expect(await store.versions.getVersion(versionId)).toEqual(redacted);
      });
    }
  });
}

/** An agent with three versions. */
async function history(store: StoreUnderTest) {
  const agentId = freshId();
  const each = (edit: number) => ({
    name: `v${edit}`,
    createdBy: 'ada',
    changeMessage: 'why',
    idempotencyKey: `${edit}`,
  });
  return { agentId, made: await appendVersions(store.versions, { agentId, count: 3, each }) };
}

function blanks(store: StoreUnderTest): void {
  it('empties the snapshot, says when, who and why, and keeps all else', async () => {
    const { agentId, made } = await history(store);
    const versionId = made[1]?.id ?? '';
    const said = { redactedBy: 'bob', reason: 'a key was in it' };
    const redacted = await store.versions.redactVersion({ agentId, versionId, ...said });
    expect(redacted).toStrictEqual({
      ...made[1],
      snapshot: {},
      redactedAt: expect.any(Date),
      redactedBy: 'bob',
      redactionReason: 'a key was in it',
    });
    expect(Math.abs(Date.now() - (redacted.redactedAt?.getTime() ?? 0))).toBeLessThan(60_000);
    const { versions } = await store.versions.listVersions({ agentId });
    expect(versions).toStrictEqual([made[2], redacted, made[0]]);
    expect(await store.versions.getVersion(versionId)).toStrictEqual(redacted);
    expect(await auditChain(store.versions, agentId)).toMatchObject({ links: 3, broken: 0 });
  });

  it('says nothing of who and why where nobody said', async () => {
    const { agentId, made } = await history(store);
    const redacted = await store.versions.redactVersion({ agentId, versionId: made[0]?.id ?? '' });
    expect(redacted).toStrictEqual({ ...made[0], snapshot: {}, redactedAt: expect.any(Date) });
  });

  it('is done once: again, or by several at a time, it changes nothing and tells nothing', async () => {
    const { agentId, made } = await history(store);
    const versionId = made[2]?.id ?? '';
    const all = await Promise.all(
      countTo(5).map((caller) => store.versions.redactVersion({ agentId, versionId, redactedBy: `caller ${caller}` })),
    );
    const [first] = all;
    expect(all).toEqual(all.map(() => first));
    expect(await store.versions.redactVersion({ agentId, versionId, reason: 'again' })).toEqual(first);
    const events = await settledEvents(store.versions, agentId);
    expect(events.filter(({ type }) => type === 'version.redacted')).toHaveLength(1);
  });

  it('works on a version whose snapshot was empty from the start', async () => {
    const agentId = freshId();
    const made = await store.versions.createVersion({ agentId, snapshot: {} });
    const redacted = await store.versions.redactVersion({ agentId, versionId: made.id });
    expect(redacted).toStrictEqual({ ...made, redactedAt: expect.any(Date) });
  });

  it('lets the version be deleted, its number and key go on to mean what they meant', async () => {
    const { agentId, made } = await history(store);
    const versionId = made[2]?.id ?? '';
    const redacted = await store.versions.redactVersion({ agentId, versionId });
    const again = { agentId, snapshot: sampleConfig(3), idempotencyKey: '3' };
    expect(await store.versions.createVersion(again)).toEqual(redacted);
    await store.versions.deleteVersion(versionId);
    expect(await auditChain(store.versions, agentId)).toMatchObject({ links: 3, broken: 0, holes: 0 });
  });
}

function refuses(store: StoreUnderTest): void {
  it('a version that is not there, or is another agent’s', async () => {
    const { agentId } = await history(store);
    const other = await history(store);
    for (const versionId of [freshId('version'), other.made[0]?.id ?? '']) {
      const call = store.versions.redactVersion({ agentId, versionId });
      expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'version', id: versionId });
    }
    expect(await store.versions.getVersion(other.made[0]?.id ?? '')).toEqual(other.made[0]);
  });

  it('a version that a label points at', async () => {
    const { agentId, made } = await history(store);
    const versionId = made[0]?.id ?? '';
    for (const label of ['b', 'a']) await store.versions.setLabel({ agentId, label, versionId });
    const call = store.versions.redactVersion({ agentId, versionId });
    expect(await refusal(call)).toEqual({ code: 'version_in_use', versionId, labels: ['a', 'b'] });
    expect(await store.versions.getVersion(versionId)).toEqual(made[0]);
  });

  it('a label that would point at what is redacted, alone or in a split', async () => {
    const { agentId, made } = await history(store);
    const [first = '', second = ''] = made.map(({ id }) => id);
    await store.versions.redactVersion({ agentId, versionId: first });
    const set = await store.versions.setLabel({ agentId, label: 'a', versionId: second });
    const split = [first, second].map((versionId) => ({ versionId, weight: 5000 }));
    for (const where of [{ versionId: first }, { targets: split }]) {
      const call = store.versions.setLabel({ agentId, label: 'a', ...where });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['versionId'] });
    }
    expect(await store.versions.listLabels(agentId)).toEqual([set]);
  });

  it('one of two that redact and label a version at once', async () => {
    const { agentId } = await history(store);
    for (const round of countTo(20)) {
      const [made] = await appendVersions(store.versions, { agentId, count: 1 });
      const versionId = made?.id ?? '';
      const calls = [
        () => store.versions.redactVersion({ agentId, versionId }),
        () => store.versions.setLabel({ agentId, label: 'production', versionId }),
      ];
      const settled = await outcomes<unknown>((round % 2 === 0 ? calls : calls.toReversed()).map((call) => call()));
      expect(settled.filter(({ ok }) => ok)).toHaveLength(1);
      const held = await store.versions.getVersionByLabel(agentId, 'production');
      expect(held?.redactedAt).toBeUndefined();
    }
  });
}
