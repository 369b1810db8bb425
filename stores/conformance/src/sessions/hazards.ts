/** Hostile ids, texts and values in sessions and logs; and that nothing is shared with a caller. */
import { deepStrictEqual } from 'node:assert/strict';
import type { CreateSessionInput, JsonValue, NewSessionLog } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { STORABLE_IDS } from '../hazards/ids';
import { REFUSED_VALUES } from '../hazards/refused-values';
import { HOSTILE_TEXTS, STORABLE_VALUES } from '../hazards/values';
import { refusal } from '../refusal';
import { freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { newSession, sampleLog, sampleSession } from './samples';

/** Proves them all. */
export function sessionHazardsContract(store: StoreUnderTest): void {
  describe('hazards', () => {
    ids(store);
    values(store);
    sharing(store);
  });
}

function ids(store: StoreUnderTest): void {
  it('keeps ids apart, byte by byte', async () => {
    for (const { id } of STORABLE_IDS) {
      await store.agents.createAgent({ id });
      const fields = { id, mainAgentId: id, externalSessionId: id, subAgentIds: [id], name: id };
      await store.sessions.createSession(fields);
      await store.sessions.appendSessionLog({ sessionId: id, role: 'user', type: 'message', content: id });
    }
    for (const { id } of STORABLE_IDS) {
      const session = await store.sessions.getSession(id);
      expect(session).toMatchObject({ id, mainAgentId: id, externalSessionId: id, subAgentIds: [id], name: id });
      const byAgent = await store.sessions.listSessions({ mainAgentId: id });
      expect(byAgent).toMatchObject({ sessions: [session], total: 1 });
      expect(await store.sessions.listSessions({ externalSessionId: id })).toEqual(byAgent);
      expect(await store.sessions.listSessionLogs({ sessionId: id })).toMatchObject({
        logs: [{ sessionId: id, id: 1, content: id }],
        total: 1,
      });
    }
  });

  it.each(HOSTILE_TEXTS)('keeps the text $name as name and goal', async ({ text }) => {
    const made = await newSession(store, { name: text, userGoal: text });
    expect(await store.sessions.getSession(made.id)).toMatchObject({ name: text, userGoal: text });
  });
}

function values(store: StoreUnderTest): void {
  it.each(STORABLE_VALUES)('keeps $name in overrides, content and metadata', async ({ value, ...row }) => {
    const expected = 'stored' in row ? row.stored : value;
    const made = await newSession(store, { overrides: { value } });
    const { id: sessionId } = made;
    const log = { role: 'tool', type: 'observation', content: [value], metadata: { value } } as NewSessionLog;
    await store.sessions.appendSessionLogs({ sessionId, logs: [log] });
    const found = await store.sessions.getSession(sessionId);
    const [stored] = (await store.sessions.listSessionLogs({ sessionId })).logs;
    // not expect(): it takes an own key `constructor` for the object's class
    deepStrictEqual(made.overrides, { value: expected });
    deepStrictEqual(found?.overrides, { value: expected });
    deepStrictEqual(stored?.content, [expected]);
    deepStrictEqual(stored?.metadata, { value: expected });
  });

  const contents: readonly JsonValue[] = ['text', '', 'null', 0, -1.5, true, false, null, [], {}];

  it.each(contents.map((content) => ({ content })))('keeps as content $content', async ({ content }) => {
    const { id: sessionId } = await newSession(store);
    const made = await store.sessions.appendSessionLog({ sessionId, role: 'user', type: 'message', content });
    expect(made.content).toEqual(content);
    expect(await store.sessions.getSessionLog({ sessionId, id: 1 })).toEqual(made);
    await store.sessions.updateSessionLog({ sessionId, id: 1, content: [content] });
    const after = await store.sessions.updateSessionLog({ sessionId, id: 1, content });
    expect(after).toEqual({ ...made, updatedAt: after.updatedAt });
    expect(await store.sessions.getSessionLog({ sessionId, id: 1 })).toEqual(after);
  });

  it.each(REFUSED_VALUES)('refuses $name in overrides and content', async ({ value, at }) => {
    const { id: sessionId, mainAgentId } = await newSession(store);
    const input = { mainAgentId, overrides: { value } } as CreateSessionInput;
    const overrides = at === undefined ? 'overrides' : `overrides.value${at}`;
    await expectRefusedAt(store.sessions.createSession(input), overrides);
    const log = { ...sampleLog(), content: { value } } as NewSessionLog;
    const content = at === undefined ? 'content' : `content.value${at}`;
    await expectRefusedAt(store.sessions.appendSessionLog({ sessionId, ...log }), content);
    expect(await store.sessions.countSessionLogs(sessionId)).toBe(0);
  });
}

/** Expects a ValidationError whose first fault stands at that path. */
async function expectRefusedAt(call: Promise<unknown>, path: string): Promise<void> {
  const { code, paths } = await refusal(call);
  expect({ code, path: (paths as string[])[0] }).toEqual({ code: 'invalid_input', path });
}

function sharing(store: StoreUnderTest): void {
  it('shares no session with a caller', async () => {
    const input = sampleSession();
    const made = await newSession(store, input);
    const pristine = structuredClone(made);
    input.subAgentIds?.push('late');
    Object.assign(input.overrides ?? {}, { late: true });
    const agent = { ...(await store.sessions.getSessionWithAgent(made.id)) };
    for (const session of [made, await store.sessions.getSession(made.id), agent.session]) {
      session?.subAgentIds.push('later');
      Object.assign(session?.overrides.model ?? {}, { name: 'later' });
      session?.updatedAt.setTime(0);
    }
    Object.assign(agent.config ?? {}, { model: 'later' });
    expect(await store.sessions.getSession(made.id)).toEqual(pristine);
  });

  it('shares no log with a caller, and takes an input as it is when the call is made', async () => {
    const { id: sessionId } = await newSession(store);
    const content = { list: [1, { a: 1 }] };
    const metadata = { tags: ['a'] };
    const call = store.sessions.appendSessionLog({ sessionId, role: 'user', type: 'message', content, metadata });
    content.list.push(2);
    metadata.tags.push('late');
    const made = await call;
    const pristine = structuredClone(made);
    expect(pristine).toMatchObject({ content: { list: [1, { a: 1 }] }, metadata: { tags: ['a'] } });
    const [tree] = await store.sessions.getSessionLogTree({ sessionId });
    for (const log of [made, tree, await store.sessions.getSessionLog({ sessionId, id: 1 })]) {
      Object.assign(log?.content ?? {}, { list: [] });
      Object.assign(log?.metadata ?? {}, { tags: freshId() });
      log?.createdAt.setTime(0);
    }
    expect(await store.sessions.getSessionLog({ sessionId, id: 1 })).toEqual(pristine);
  });
}
