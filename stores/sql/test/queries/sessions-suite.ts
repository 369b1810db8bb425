/** SessionQueries beside the domain `sessions`: what one writes the other reads. */
import type { AgentsStorage, SessionsStorage } from '@agent-versions/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionQuerySet } from '../../src/index';
import { AT, NOTHING_OVERRIDDEN, STORED, session } from './session-sample';
import { one, type QuerySubject, toUpdate } from './subject';

/** Tries every text of {@link SessionQuerySet}. */
export function sessionQueriesSuite(open: () => Promise<QuerySubject>): void {
  describe('SessionQueries', () => {
    let subject: QuerySubject;
    let queries: SessionQuerySet;
    let agents: AgentsStorage;
    let sessions: SessionsStorage;

    beforeAll(async () => {
      subject = await open();
      queries = subject.queries.SessionQueries;
      agents = await subject.storage.requireStore('agents');
      sessions = await subject.storage.requireStore('sessions');
      await agents.createAgent({
        ...{ id: 'reviewer', name: 'Reviewer', description: 'Reviews', instructions: 'Be strict.' },
        ...{ model: 'm', plan_model: 'p', mcps: [], max_steps: 20, permission_mode: 'acceptEdits' },
      });
      await agents.createAgent({ id: 'plain', name: 'Plain' });
    });
    afterAll(() => subject.close());

    describe('insert', () => {
      it('stores what createSession would have stored', async () => {
        await subject.run(queries.insert, session('inserted'));
        expect(await sessions.getSession('inserted')).toEqual({ id: 'inserted', ...STORED });
      });

      it('inherits every override that is null, and starts idle where no status is given', async () => {
        await subject.run(queries.insert, ['bare', null, 'plain', ...Array<null>(16).fill(null)]);
        const { createdAt, updatedAt, ...rest } = (await sessions.getSession('bare')) ?? {};
        const record = { mainAgentId: 'plain', subAgentIds: [], status: 'idle', overrides: {}, revision: 1 };
        expect(rest).toEqual({ id: 'bare', ...record });
        expect(updatedAt).toEqual(createdAt);
      });

      it.each([
        ['an agent that is not there', { main_agent_id: 'nobody' }],
        ['a status that is none', { status: 'paused' }],
        ['JSON that is none', { sub_agent_ids: 'one, two' }],
      ])('fails for %s, and stores nothing', async (_, changes) => {
        await expect(subject.run(queries.insert, session('broken', changes))).rejects.toThrow();
        expect(await subject.run(queries.getById, ['broken'])).toEqual([]);
      });
    });

    describe('update', () => {
      it('replaces what insert writes, and leaves overrides of other names as they are', async () => {
        const version = await (await subject.storage.requireStore('agentVersions')).createVersion({
          agentId: 'reviewer',
          snapshot: { name: 'Reviewer' },
        });
        const overrides = { other: { deep: [null] }, mcps: ['goes'] };
        const pinned = { id: 'updated', mainAgentId: 'reviewer', agentVersionId: version.id, overrides };
        const { createdAt } = await sessions.createSession(pinned);
        await subject.run(queries.update, toUpdate(session('updated', { name: null })));
        const { name, ...stored } = STORED;
        expect(await sessions.getSession('updated')).toEqual({
          ...{ id: 'updated', ...stored, agentVersionId: version.id, createdAt, revision: 2 },
          overrides: { ...STORED.overrides, other: overrides.other },
        });
        await subject.run(queries.update, toUpdate(session('updated', { main_agent_id: 'plain' })));
        expect(await sessions.getSession('updated')).not.toHaveProperty('agentVersionId');
      });

      it('makes an update of the domain that read the session before it a conflict', async () => {
        await sessions.createSession({ id: 'contended', mainAgentId: 'plain' });
        await subject.run(queries.update, toUpdate(session('contended')));
        const stale = sessions.updateSession({ id: 'contended', name: 'Stale', expected: 1 });
        await expect(stale).rejects.toMatchObject({ code: 'conflict', actual: 2 });
      });
    });

    it('updateStatus sets the status, whatever it was', async () => {
      await subject.run(queries.insert, session('moved', { status: 'completed' }));
      await subject.run(queries.updateStatus, ['idle', null, 'moved']);
      expect(await sessions.getSession('moved')).toMatchObject({ status: 'idle', revision: 2, createdAt: AT });
      expect(await sessions.updateSessionStatus({ id: 'moved', status: 'running' })).toMatchObject({ revision: 3 });
    });

    describe('getById', () => {
      it('returns the 19 values as insert takes them, and what the record has beside them', async () => {
        const {
          created_at: createdAt,
          updated_at: updatedAt,
          ...row
        } = await one(subject, queries.getById, ['inserted']);
        expect([subject.time(createdAt), subject.time(updatedAt)]).toEqual([AT, AT]);
        const { sub_agent_ids: subAgentIds, built_in_tools: tools, configuration, ...rest } = row;
        const json = [subAgentIds, tools, configuration].map((text) => JSON.parse(String(text)));
        expect(json).toEqual([['one', 'two'], ['shell'], STORED.overrides.configuration]);
        expect(rest).toEqual({
          ...{ id: 'inserted', name: 'Code review', main_agent_id: 'reviewer', user_goal: STORED.userGoal },
          ...{ status: 'running', external_session_id: 'ticket-1', model: 'other-model', max_steps: 5 },
          ...{ plan_model: null, small_model: null, mcps: null, knowledges: null, accessible_paths: null },
          ...{ permission_mode: null, agent_version_id: null, revision: 1, log_count: 0 },
        });
      });

      it('reads what the domain wrote', async () => {
        await sessions.createSession({ id: 'made', mainAgentId: 'plain', userGoal: '', overrides: { model: null } });
        const row = await one(subject, queries.getById, ['made']);
        expect(row).toMatchObject({ main_agent_id: 'plain', user_goal: '', status: 'idle', model: null });
      });
    });

    it('list and listWithLimit agree with the domain, newest first', async () => {
      const { sessions: listed } = await sessions.listSessions({ perPage: 1000 });
      const ids = listed.map(({ id }) => id);
      expect((await subject.run(queries.list)).map(({ id }) => id)).toEqual(ids);
      expect((await subject.run(queries.listWithLimit, [2, 1])).map(({ id }) => id)).toEqual(ids.slice(1, 3));
      expect(await subject.run(queries.listWithLimit, [2, 1000])).toEqual([]);
    });

    it('getByStatus and getByExternalSessionId agree with the domain', async () => {
      for (const status of ['idle', 'running', 'failed'] as const) {
        const { sessions: listed } = await sessions.listSessions({ status, perPage: 1000 });
        expect((await subject.run(queries.getByStatus, [status])).map(({ id }) => id)).toEqual(
          listed.map(({ id }) => id),
        );
      }
      const { sessions: same } = await sessions.listSessions({ externalSessionId: 'ticket-1', perPage: 1000 });
      expect(same.length).toBeGreaterThan(1);
      const found = await subject.run(queries.getByExternalSessionId, ['ticket-1']);
      expect(found.map(({ id }) => id)).toEqual(same.map(({ id }) => id));
      expect(await subject.run(queries.getByExternalSessionId, ['ticket'])).toEqual([]);
    });

    describe('getSessionWithAgent', () => {
      /** The effective configuration that a row tells, without what is null. */
      function effective(row: Record<string, unknown>): Record<string, unknown> {
        const json = new Set(['built_in_tools', 'mcps', 'knowledges', 'configuration', 'accessible_paths']);
        const told = Object.entries(row).flatMap(([column, value]): [string, unknown][] => {
          const name = column.replace(/^effective_/, '');
          if (name === column || value === null) return [];
          return [[name, json.has(name) ? JSON.parse(String(value)) : value]];
        });
        return Object.fromEntries(told);
      }

      /** What the domain says of the same. */
      async function expected(id: string): Promise<Record<string, unknown>> {
        const { name, description, type, avatar, ...config } = (await sessions.getSessionWithAgent(id))?.config ?? {};
        return config;
      }

      it('returns the session, the agent as it is now, and what the session runs with', async () => {
        await subject.run(queries.insert, session('joined'));
        const row = await one(subject, queries.getSessionWithAgent, ['joined']);
        expect(row).toMatchObject({
          ...{ id: 'joined', name: 'Code review', status: 'running', user_goal: STORED.userGoal },
          ...{ main_agent_id: 'reviewer', agent_name: 'Reviewer', agent_description: 'Reviews', agent_avatar: null },
          ...{ effective_model: 'other-model', effective_plan_model: 'p', effective_small_model: null },
          ...{
            effective_permission_mode: 'acceptEdits',
            effective_max_steps: 5,
            model: 'other-model',
            plan_model: null,
          },
        });
        expect(effective(row)).toEqual(await expected('joined'));
      });

      it('says readOnly and 10 steps where nobody says otherwise', async () => {
        await subject.run(queries.insert, session('defaults', { main_agent_id: 'plain', ...NOTHING_OVERRIDDEN }));
        const row = await one(subject, queries.getSessionWithAgent, ['defaults']);
        expect(effective(row)).toEqual({ permission_mode: 'readOnly', max_steps: 10 });
        expect(effective(row)).toEqual(await expected('defaults'));
      });

      it('takes what is inherited from the pinned version, and from no other', async () => {
        const versions = await subject.storage.requireStore('agentVersions');
        const snapshot = { instructions: 'Be kind.', model: 'old', max_steps: 3 };
        const { id } = await versions.createVersion({ agentId: 'plain', snapshot });
        const overrides = { max_steps: 4 };
        await sessions.createSession({ id: 'pinned', mainAgentId: 'plain', agentVersionId: id, overrides });
        const row = await one(subject, queries.getSessionWithAgent, ['pinned']);
        expect(row).toMatchObject({ agent_name: 'Plain', agent_version_id: id, effective_instructions: 'Be kind.' });
        expect(effective(row)).toEqual(await expected('pinned'));
        await versions.deleteVersion(id);
        expect(await subject.run(queries.getSessionWithAgent, ['pinned'])).toEqual([]);
      });
    });

    it('goes with its agent, where AgentQueries.delete takes that away', async () => {
      await agents.createAgent({ id: 'doomed' });
      await subject.run(queries.insert, session('with-it', { main_agent_id: 'doomed' }));
      await sessions.appendSessionLog({ sessionId: 'with-it', role: 'user', type: 'message', content: 'Hello' });
      await subject.run(subject.queries.AgentQueries.delete, ['doomed']);
      expect(await sessions.getSession('with-it')).toBeNull();
      expect(await sessions.countSessionLogs('with-it')).toBe(0);
    });
  });
}
