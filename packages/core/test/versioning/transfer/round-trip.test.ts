/** Histories exported from one store and imported into another: the copy exports the same lines. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AgentVersionsStorage } from '../../../src/storage/domains/agent-versions/base';
import type { ListHistoryInput } from '../../../src/storage/domains/agent-versions/calls';
import { AgentVersioning } from '../../../src/versioning/service';
import { apart, LAYOUTS, together } from '../stores';
import { comparable, linesOf, makeHistories } from './sample-histories';

describe.each(LAYOUTS)('into %s', (_name, open) => {
  const source = new AgentVersioning(open()).as({ id: 'mira' });
  let lines: string[];

  beforeAll(async () => {
    await makeHistories(source);
    lines = await linesOf(source);
  });

  it('gives the same lines again, but for revisions and times of records', async () => {
    const domains = open();
    const copy = new AgentVersioning(domains);
    const done = await copy.importHistories(lines);
    expect(done).toMatchObject({ agents: 4, moves: 4 * 6, skipped: 0, deletions: 4 });
    expect(comparable(await linesOf(copy))).toEqual(comparable(lines));
    for (const { agentId } of await domains.agentVersions.listHeads()) {
      expect(await copy.verifyHistory(agentId)).toEqual(await source.verifyHistory(agentId));
      expect(await copy.listLabels(agentId)).toEqual(await source.listLabels(agentId));
      expect(await copy.getAgent(agentId)).toMatchObject({
        activeVersionId: (await source.get(agentId, 'active')).id,
        edited: { in: 'no version' },
      });
    }
  });

  it('is completed by a repeat, wherever the file was cut off', async () => {
    for (const cut of [0, 1, 2, 5, 12, lines.length - 2, lines.length - 1]) {
      const copy = new AgentVersioning(open());
      await expect(copy.importHistories(lines.slice(0, cut))).rejects.toMatchObject({
        code: 'invalid_input',
        issues: [{ path: `line ${cut + 1}`, message: expect.stringContaining('cut off') }],
      });
      const torn = [...lines.slice(0, cut), lines[cut]?.slice(0, -1)] as string[];
      await expect(copy.importHistories(torn)).rejects.toMatchObject({ issues: [{ path: `line ${cut + 1}` }] });
      await copy.importHistories(lines);
      expect(comparable(await linesOf(copy))).toEqual(comparable(lines));
    }
  });

  it('takes in nothing twice, and what was added since', async () => {
    const copy = new AgentVersioning(open());
    const first = await copy.importHistories(lines);
    const again = await copy.importHistories(lines);
    expect(again).toEqual({ ...first, versions: 0, deletions: 0, moves: 0, skipped: first.versions + first.deletions });
    const later = new AgentVersioning(open());
    await later.importHistories(lines);
    await later.save('support-triage', { step: 'later' }, { labels: ['production'] });
    const added = await copy.importHistories(await linesOf(later)).catch((error: unknown) => error);
    // the draft here was edited since its version: it is not overwritten
    expect(added).toMatchObject({ code: 'conflict', entity: 'agent', id: 'support-triage' });
    await copy.createVersion('support-triage');
    const conflict = copy.importHistories(await linesOf(later));
    await expect(conflict).rejects.toMatchObject({ code: 'conflict', id: 'support-triage' });
  });
});

describe('exportHistories', () => {
  it('has agents without versions, histories without a record, and none that are asked for in vain', async () => {
    const domains = together();
    const versioning = new AgentVersioning(domains);
    await domains.agents.createAgent({ id: 'plain', model: 'x' });
    await domains.agentVersions.createVersion({ agentId: 'bare', snapshot: { model: 'y' } });
    await versioning.createAgent({ id: 'gone' });
    await versioning.deleteAgent('gone');
    const lines = await linesOf(versioning);
    const copy = new AgentVersioning(together());
    expect(await copy.importHistories(lines)).toMatchObject({ agents: 2, versions: 1 });
    expect(comparable(await linesOf(copy))).toEqual(comparable(lines));
    expect(await linesOf(versioning, { agentIds: ['bare'] })).toHaveLength(5);
    await expect(linesOf(versioning, { agentIds: ['plain', 'gone'] })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('carries a history above a floor', async () => {
    const domains = together();
    const versioning = new AgentVersioning(domains);
    await versioning.createAgent({ id: 'a' });
    await versioning.deleteAgent('a');
    await domains.agentVersions.createVersion({ agentId: 'a', snapshot: { again: true } });
    const lines = await linesOf(versioning);
    const copy = new AgentVersioning(together());
    await copy.importHistories(lines);
    expect(await linesOf(copy)).toEqual(lines);
    expect(await copy.verifyHistory('a')).toEqual(await versioning.verifyHistory('a'));
    expect((await copy.importHistories(lines)).skipped).toBe(1);
  });

  it('is one line to every reader of lines, whatever separators a text holds', async () => {
    const separated = new AgentVersioning(together());
    const about = { id: 'a\u2028b', instructions: 'one\u2028two\u2029three' };
    await separated.createAgent(about, { message: 'why\u2028so', labels: ['active'] });
    const exported = await linesOf(separated);
    expect(exported.filter((line) => /[\n\r\u0085\u2028\u2029]/.test(line))).toEqual([]);
    const copy = new AgentVersioning(together());
    await copy.importHistories(exported);
    expect(await copy.getAgent(about.id)).toMatchObject(about);
    expect(await copy.latest(about.id)).toMatchObject({ changeMessage: 'why\u2028so' });
  });

  it('has no label without its version, while others save and move labels', async () => {
    const versioning = new AgentVersioning(together());
    await versioning.createAgent({ id: 'a', step: 0 });
    let done = false;
    const others = (async () => {
      for (let step = 1; step <= 400; step += 1) {
        await versioning.save('a', { step }, { labels: ['active', 'latest-good'] });
        if (step % 50 === 0) await versioning.prune('a', { keepLast: 5 });
      }
      done = true;
    })();
    let copies = 0;
    while (!done) {
      const copy = new AgentVersioning(apart());
      await copy.importHistories(versioning.exportHistories());
      expect(await copy.verifyHistory('a')).toMatchObject({ ok: true });
      copies += 1;
    }
    await others;
    expect(copies).toBeGreaterThan(0);
  });

  it('refuses a history with a hole', async () => {
    const domains = together();
    const versioning = new AgentVersioning(domains);
    await versioning.createAgent({ id: 'a', step: 1 });
    for (const step of [2, 3]) await versioning.save('a', { step });
    const holed = new Proxy(domains.agentVersions, {
      get: (real, name: keyof AgentVersionsStorage) => {
        if (name === 'listHistory')
          return async (input: ListHistoryInput) => (await real.listHistory(input)).toSpliced(1, 1);
        const member = real[name];
        return typeof member === 'function' ? member.bind(real) : member;
      },
    });
    const over = new AgentVersioning({ ...domains, agentVersions: holed });
    await expect(linesOf(over)).rejects.toMatchObject({ code: 'corrupt_row', id: 'a/2' });
  });

  it('asks the policy once for all, or for each agent', async () => {
    const asked: unknown[] = [];
    const policy = {
      can: ({ action, agentId }: { action: string; agentId?: string | undefined }) => asked.push([action, agentId]) > 0,
    };
    const versioning = new AgentVersioning({ ...together(), policy });
    await linesOf(versioning);
    await linesOf(versioning, { agentIds: ['a', 'b'] }).catch(() => {});
    const action = 'history.export';
    expect(asked).toEqual([
      [action, undefined],
      [action, 'b'],
      [action, 'a'],
    ]);
  });
});
