/** The contract of `sessions.updateSessionStatus`. */
import type { SessionStatus } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { newSession } from './samples';

const STATUSES: readonly SessionStatus[] = ['idle', 'running', 'completed', 'failed', 'stopped'];

/** Written out here, not read from core: where a session may come from. */
const FROM: Readonly<Record<SessionStatus, readonly SessionStatus[]>> = {
  idle: ['running'],
  running: ['idle', 'failed', 'stopped'],
  completed: ['running'],
  failed: ['running'],
  stopped: ['idle', 'running'],
};

const STEPS = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const));
const LEGAL = STEPS.filter(([from, to]) => FROM[to].includes(from));
const ILLEGAL = STEPS.filter(([from, to]) => from !== to && !FROM[to].includes(from));

/** Proves every step from every status. */
export function sessionStatusContract(store: StoreUnderTest): void {
  describe('updateSessionStatus', () => {
    it.each(LEGAL)('goes from %s to %s', async (from, to) => {
      const made = await newSession(store, { status: from, name: 'kept', overrides: { max_steps: 1 } });
      const after = await store.sessions.updateSessionStatus({ id: made.id, status: to });
      expect(after).toEqual({ ...made, status: to, revision: 2, updatedAt: after.updatedAt });
      expect(await store.sessions.getSession(made.id)).toEqual(after);
    });

    it.each(ILLEGAL)('refuses to go from %s to %s', async (from, to) => {
      const made = await newSession(store, { status: from });
      const call = store.sessions.updateSessionStatus({ id: made.id, status: to });
      expect(await refusal(call)).toEqual({
        code: 'conflict',
        entity: 'session',
        id: made.id,
        expected: FROM[to].join(' or '),
        actual: from,
      });
      expect(await store.sessions.getSession(made.id)).toEqual(made);
    });

    it.each(STATUSES)('changes nothing where the session is %s already', async (status) => {
      const made = await newSession(store, { status });
      expect(await store.sessions.updateSessionStatus({ id: made.id, status })).toEqual(made);
      expect(await store.sessions.getSession(made.id)).toEqual(made);
    });

    it('refuses a session that is not there', async () => {
      const id = freshId('session');
      const call = store.sessions.updateSessionStatus({ id, status: 'running' });
      expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'session', id });
    });

    it('refuses what is no status', async () => {
      const { id } = await newSession(store);
      const call = store.sessions.updateSessionStatus({ id, status: 'paused' as SessionStatus });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['status'] });
    });
  });
}
