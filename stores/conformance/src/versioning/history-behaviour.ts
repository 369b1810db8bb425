/** What a history still says after versions were pruned, deleted and blanked. */
import type { AgentVersioning } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { countTo, freshId } from '../samples';

/** Proves prune, redact and verifyHistory, and the events of all that was done. */
export function historyBehaviour(service: () => AgentVersioning): void {
  describe('prune', () => {
    it('says beforehand what goes, spares what is labelled, and leaves a history that verifies', async () => {
      const id = await agentOf(service(), 8);
      await service().setLabel(id, 'production', 2);
      const plan = await service().prune(id, { keepLast: 3, dryRun: true });
      expect((await service().list({ agentId: id })).total).toBe(8);
      const { deleted } = await service().prune(id, { keepLast: 3 });
      expect(deleted.map(({ versionNumber }) => versionNumber)).toEqual([1, 3, 4, 5]);
      expect(plan.deleted).toEqual(deleted);
      expect(await service().verifyHistory(id)).toMatchObject({ ok: true, versions: 4, deletions: 4 });
    });

    it('never takes a number back', async () => {
      const id = await agentOf(service(), 3);
      await service().enforceRetentionLimit(id, 1);
      await service().delete(id, 'head');
      const { version } = await service().save(id, { step: 'new' });
      expect(version.versionNumber).toBe(4);
    });
  });

  describe('redact', () => {
    it('blanks a snapshot for good, and the history still verifies', async () => {
      const id = await agentOf(service(), 3);
      const { contentHash, chainHash } = await service().get(id, 1);
      const redacted = await service().redact(id, 1, { reason: 'Leaked key' });
      expect(redacted).toMatchObject({ snapshot: {}, contentHash, chainHash, redactedBy: 'mira' });
      expect(await service().get(id, 1)).toEqual(redacted);
      expect(await service().verifyHistory(id)).toMatchObject({ ok: true, versions: 3 });
      expect(await refusal(service().restore(id, 1))).toMatchObject({ code: 'invalid_input' });
      expect(await refusal(service().activate(id, 1))).toMatchObject({ code: 'invalid_input' });
    });

    it('is refused while the version is served', async () => {
      const id = await agentOf(service(), 2);
      await service().activate(id, 1);
      expect(await refusal(service().redact(id, 1, { reason: 'Leaked key' }))).toMatchObject({
        code: 'version_in_use',
        labels: ['active'],
      });
      expect((await service().get(id, 1)).snapshot).toEqual({ step: 1 });
    });
  });

  describe('listEvents', () => {
    it('tells all that was done to an agent, in order', async () => {
      const id = await agentOf(service(), 2);
      await service().save(id, { step: 3 }, { labels: ['staging'] });
      await service().restore(id, 1);
      await service().redact(id, 1, { reason: 'Leaked key' });
      await service().delete(id, 2);
      await service().deleteAgent(id);
      await expect
        .poll(() => typesOf(service(), id), { timeout: 20_000 })
        .toEqual([
          ...['version.created', 'version.created', 'version.created', 'label.moved', 'version.restored'],
          ...['version.redacted', 'versions.pruned', 'agent.deleted'],
        ]);
    });
  });
}

async function typesOf(service: AgentVersioning, agentId: string): Promise<string[]> {
  const { events } = await service.listEvents({ agentId });
  return events.map(({ type }) => type);
}

/** An agent with so many versions, `{ step: 1 }` and on. */
async function agentOf(service: AgentVersioning, count: number): Promise<string> {
  const id = freshId();
  await service.createAgent({ id, step: 1 });
  for (const step of countTo(count).slice(1)) await service.save(id, { step });
  return id;
}
