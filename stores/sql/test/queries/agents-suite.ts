/** AgentQueries beside the domain `agents`: what one writes the other reads. */
import { type AgentsStorage, AgentVersioning } from '@agent-versions/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentQuerySet } from '../../src/index';
import { type Argument, one, type QuerySubject, toUpdate } from './subject';

/** The configuration that {@link AGENT} comes to. */
const CONFIG = {
  type: 'custom',
  name: 'Größe "quoted" \\ 🌍',
  instructions: '',
  model: 'claude-3-sonnet-20241022',
  small_model: 'null',
  built_in_tools: ['file_search', 'code_analysis'],
  mcps: [],
  knowledges: ['coding-standards'],
  configuration: { temperature: 0.1, exact: 0.30000000000000004, deep: { kept: null } },
  accessible_paths: ['/src', '/tests'],
  permission_mode: 'readOnly',
  max_steps: 20,
};
const AT = new Date('2026-02-28T23:59:59.999Z');

/** The 18 arguments of `insert`, in their order. */
function agent(id: string, changes: Record<string, Argument> = {}): Argument[] {
  const row: Record<string, Argument> = {
    id,
    type: CONFIG.type,
    name: CONFIG.name,
    description: null,
    avatar: null,
    instructions: '',
    model: CONFIG.model,
    plan_model: null,
    small_model: CONFIG.small_model,
    built_in_tools: JSON.stringify(CONFIG.built_in_tools),
    mcps: '[]',
    knowledges: JSON.stringify(CONFIG.knowledges),
    configuration: JSON.stringify(CONFIG.configuration),
    accessible_paths: JSON.stringify(CONFIG.accessible_paths),
    permission_mode: CONFIG.permission_mode,
    max_steps: CONFIG.max_steps,
    created_at: AT.toISOString(),
    updated_at: AT.toISOString(),
  };
  return Object.values({ ...row, ...changes });
}

/** Tries every text of {@link AgentQuerySet}. */
export function agentQueriesSuite(open: () => Promise<QuerySubject>): void {
  describe('AgentQueries', () => {
    let subject: QuerySubject;
    let queries: AgentQuerySet;
    let agents: AgentsStorage;

    beforeAll(async () => {
      subject = await open();
      queries = subject.queries.AgentQueries;
      agents = await subject.storage.requireStore('agents');
    });
    afterAll(() => subject.close());

    describe('insert', () => {
      it('stores what createAgent would have stored', async () => {
        await subject.run(queries.insert, agent('inserted'));
        const stored = { id: 'inserted', ...CONFIG, revision: 1, createdAt: AT, updatedAt: AT };
        expect(await agents.getAgent('inserted')).toEqual(stored);
        expect(Object.keys((await agents.getAgent('inserted')) ?? {})).not.toContain('description');
      });

      it('leaves out every field that is null, and takes the clock for a time that is', async () => {
        const before = Date.now();
        await subject.run(queries.insert, ['bare', ...Array<null>(17).fill(null)]);
        const { createdAt, updatedAt, ...rest } = (await agents.getAgent('bare')) ?? {};
        expect(rest).toEqual({ id: 'bare', revision: 1 });
        expect(updatedAt).toEqual(createdAt);
        expect(Math.abs(Number(createdAt) - before)).toBeLessThan(60_000);
      });

      it('takes JSON null for absent, and a text that says null for a text', async () => {
        await subject.run(queries.insert, agent('nulls', { name: 'null', mcps: 'null' }));
        const stored = await agents.getAgent('nulls');
        expect(stored).toMatchObject({ name: 'null', small_model: 'null' });
        expect(stored).not.toHaveProperty('mcps');
      });

      it('knows the version that is active already', async () => {
        const versions = await subject.storage.requireStore('agentVersions');
        const { id } = await versions.createVersion({ agentId: 'late', snapshot: { name: 'Late' } });
        await versions.setLabel({ agentId: 'late', label: 'active', versionId: id });
        await subject.run(queries.insert, agent('late'));
        expect(await agents.getAgent('late')).toMatchObject({ activeVersionId: id });
        await versions.removeLabel({ agentId: 'late', label: 'active' });
        expect(await agents.getAgent('late')).not.toHaveProperty('activeVersionId');
      });

      it('keeps hostile text as it is: arguments are bound, never part of the text', async () => {
        const hostile = `'); drop table mastra_agents; -- {"a":1} $1 ? '' \u2028 \u{10ffff}`;
        await subject.run(queries.insert, agent(hostile, { name: hostile, avatar: hostile }));
        expect(await agents.getAgent(hostile)).toMatchObject({ id: hostile, name: hostile, avatar: hostile });
        expect(await one(subject, queries.getById, [hostile])).toMatchObject({ name: hostile, avatar: hostile });
        await subject.run(queries.delete, [hostile]);
      });

      it.each([
        ['an id that is taken', 'inserted', {}],
        ['an empty id', '', {}],
        ['JSON that is none', 'broken', { configuration: '{' }],
        ['a time that is none', 'broken', { created_at: 'half past ten' }],
      ])('fails for %s, and stores nothing', async (_, id, changes) => {
        await expect(subject.run(queries.insert, agent(id, changes))).rejects.toThrow();
        expect(await subject.run(queries.checkExists, ['broken'])).toEqual([]);
      });

      it('keeps every millisecond', async () => {
        for (let millisecond = 0; millisecond < 1000; millisecond += 37) {
          const at = new Date(Date.UTC(2026, 5, 30, 12, 34, 56, millisecond));
          await subject.run(queries.insert, agent('timed', { created_at: at.toISOString() }));
          expect((await agents.getAgent('timed'))?.createdAt).toEqual(at);
          await subject.run(queries.delete, ['timed']);
        }
      });
    });

    describe('update', () => {
      it('replaces the 15 fields, takes those that are null away, and leaves the others as they are', async () => {
        const others = { tools: { 'a "key"': [1, null, { b: null }] }, exact: 0.30000000000000004, big: 2 ** 53 - 1 };
        await agents.createAgent({ id: 'updated', ...others, name: 'Old', description: 'goes', max_steps: 3 });
        await subject.run(queries.update, toUpdate(agent('updated', { name: 'New' })));
        const { createdAt, ...stored } = (await agents.getAgent('updated')) ?? {};
        expect(stored).toEqual({ id: 'updated', ...others, ...CONFIG, name: 'New', revision: 2, updatedAt: AT });
      });

      it('makes an update of the domain that read the agent before it a conflict', async () => {
        await agents.createAgent({ id: 'contended', name: 'Old' });
        await subject.run(queries.update, toUpdate(agent('contended', { name: 'New' })));
        const stale = agents.updateAgent({ id: 'contended', changes: { name: 'Stale' }, expected: 1 });
        await expect(stale).rejects.toMatchObject({ code: 'conflict', actual: 2 });
      });

      it.each([
        ['nothing is left', {}, {}],
        ['only other fields are left', { kept: ',' }, { kept: ',' }],
      ])('takes all fields away where all are null: %s', async (_, config, left) => {
        await agents.createAgent({ id: 'emptied', name: 'Old', ...config });
        await subject.run(queries.update, [...Array<null>(16).fill(null), 'emptied']);
        const { id, revision, createdAt, updatedAt, ...rest } = (await agents.getAgent('emptied')) ?? {};
        expect(rest).toEqual(left);
        await agents.deleteAgent('emptied');
      });

      it('fills an agent that had no configuration', async () => {
        await agents.createAgent({ id: 'filled' });
        await subject.run(queries.update, toUpdate(agent('filled')));
        expect(await agents.getAgent('filled')).toMatchObject(CONFIG);
      });

      it('does nothing where there is no such agent', async () => {
        await subject.run(queries.update, toUpdate(agent('nobody')));
        expect(await agents.getAgent('nobody')).toBeNull();
      });
    });

    describe('getById', () => {
      it('returns the 18 values as insert takes them, and what the record has beside them', async () => {
        const row = await one(subject, queries.getById, ['inserted']);
        const { created_at: createdAt, updated_at: updatedAt, config, ...values } = row;
        expect([subject.time(createdAt), subject.time(updatedAt)]).toEqual([AT, AT]);
        expect(JSON.parse(String(config))).toEqual(CONFIG);
        const json = ['built_in_tools', 'mcps', 'knowledges', 'configuration', 'accessible_paths'] as const;
        for (const name of json) expect(JSON.parse(String(values[name]))).toEqual(CONFIG[name]);
        const rest = Object.fromEntries(Object.entries(values).filter(([name]) => !json.some((key) => key === name)));
        expect(rest).toEqual({
          ...Object.fromEntries(Object.entries(CONFIG).filter(([, value]) => typeof value !== 'object')),
          ...{ id: 'inserted', description: null, avatar: null, plan_model: null },
          ...{ active_version_id: null, version_number: null, revision: 1 },
        });
      });

      it('reads what the domain wrote, also where a field has another type than the texts expect', async () => {
        const odd: Record<string, unknown> = { model: { provider: 'x', name: 'y' }, max_steps: 'many', mcps: null };
        await agents.createAgent({ id: 'odd', ...odd });
        const row = await one(subject, queries.getById, ['odd']);
        expect(JSON.parse(String(row.model))).toEqual(odd.model);
        expect([row.max_steps, row.mcps, row.description]).toEqual([null, null, null]);
        await agents.updateAgent({ id: 'odd', changes: { max_steps: 1.5 } });
        expect((await one(subject, queries.getById, ['odd'])).max_steps).toBe(1.5);
      });

      it('tells the version that the agent was saved as', async () => {
        await agents.createAgent({ id: 'saved', name: 'Draft' });
        await new AgentVersioning({ storage: subject.storage }).save('saved', { name: 'Saved' });
        expect(await one(subject, queries.getById, ['saved'])).toMatchObject({ name: 'Saved', version_number: 1 });
      });

      it('returns no row where there is no such agent', async () => {
        expect(await subject.run(queries.getById, ['nobody'])).toEqual([]);
      });
    });

    it('list and count agree with the domain, newest first', async () => {
      const { agents: listed, total } = await agents.listAgents({ perPage: 1000 });
      expect((await subject.run(queries.list)).map(({ id }) => id)).toEqual(listed.map(({ id }) => id));
      expect(await one(subject, queries.count)).toEqual({ total });
    });

    it('delete takes the agent away, and checkExists tells', async () => {
      await subject.run(queries.insert, agent('gone'));
      expect(await subject.run(queries.checkExists, ['gone'])).toEqual([{ id: 'gone' }]);
      await subject.run(queries.delete, ['gone']);
      expect(await subject.run(queries.checkExists, ['gone'])).toEqual([]);
      expect(await agents.getAgent('gone')).toBeNull();
    });
  });
}
