/** The routes of whole histories. */
import { AgentVersioning, InMemoryStore } from '@agent-versions/core';
import { createServer } from '@agent-versions/server';
import type { PruneResponse, VerifyResponse } from '@agent-versions/server/schemas';
import { describe, expect, it } from 'vitest';
import { notFound, refused, served, servedAgent } from './requests';

const AGENT = '/api/stored/agents/support';
const EXPORT = '/api/stored/export';

describe('POST /stored/agents/{agentId}/prune', () => {
  it('deletes what no rule keeps, but nothing that has a label; a dry run only says what', async () => {
    const { ask, versioning } = await servedAgent({ versions: 5 });
    await versioning.activate('support', 2);
    const dry = await ask<PruneResponse>('POST', `${AGENT}/prune`, { body: { keepLast: 2, dryRun: true } });
    expect(dry.body.deleted.map(({ versionNumber }) => versionNumber)).toEqual([1, 3]);
    expect(dry.body).toMatchObject({ dryRun: true, kept: 3 });
    expect((await versioning.list({ agentId: 'support' })).total).toBe(5);
    const wet = await ask<PruneResponse>('POST', `${AGENT}/prune`, { body: { keepLast: 2, reason: 'Space' } });
    expect(wet.body).toEqual({ ...dry.body, dryRun: false });
    expect((await versioning.list({ agentId: 'support' })).total).toBe(3);
  });

  it.each([
    ['no rule', {}, ''],
    ['an unknown rule', { keepFirst: 1 }, 'json.keepFirst'],
    ['a rule that keeps nothing', { keepLast: 0 }, 'json.keepLast'],
    ['an age that is no whole number', { maxAge: 0.5 }, 'json.maxAge'],
    ['text in place of a number', { keepLast: '3' }, 'json.keepLast'],
  ])('refuses %s', async (_, body, path) => {
    const { ask } = await servedAgent();
    expect(await ask('POST', `${AGENT}/prune`, { body })).toMatchObject(refused(path));
  });
});

describe('GET /stored/agents/{agentId}/verify', () => {
  it('says that a history is whole, and where it ends', async () => {
    const { ask, versioning } = await servedAgent({ versions: 3 });
    await versioning.delete('support', 2);
    const { chainHash } = await versioning.latest('support');
    const { body } = await ask<VerifyResponse>('GET', `${AGENT}/verify`);
    const counts = { versions: 2, deletions: 1, redacted: 0, unchained: 0 };
    expect(body).toEqual({ ok: true, head: { versionNumber: 3, chainHash }, ...counts });
    const anchored = await ask('GET', `${AGENT}/verify?anchorNumber=3&anchorHash=${chainHash}`);
    expect(anchored).toMatchObject({ status: 200, body: { ok: true } });
  });

  it('says where it breaks', async () => {
    const { ask } = await servedAgent({ versions: 3 });
    const anchored = await ask('GET', `${AGENT}/verify?anchorNumber=3&anchorHash=${'0'.repeat(64)}`);
    const broken = { ok: false, break: { versionNumber: 3, problem: 'anchor', expected: '0'.repeat(64) } };
    expect(anchored).toMatchObject({ status: 200, body: broken });
  });

  it('refuses half an anchor, and what is no hash', async () => {
    const { ask } = await servedAgent();
    expect(await ask('GET', `${AGENT}/verify?anchorNumber=1`)).toMatchObject(refused('query'));
    expect(await ask('GET', `${AGENT}/verify?anchorNumber=1&anchorHash=x`)).toMatchObject({ status: 400 });
  });

  it('answers 404 where there is no such agent', async () => {
    const { ask } = served();
    expect(await ask('GET', `${AGENT}/verify`)).toMatchObject(notFound('agent'));
  });
});

describe('GET /stored/export and /stored/agents/{agentId}/export', () => {
  /** Three agents, with deleted and labelled versions, and more than fits into one piece of the answer. */
  async function servedHistories() {
    const server = await servedAgent({ versions: 4 });
    const { versioning } = server;
    await versioning.delete('support', 2);
    await versioning.setLabel('support', 'active', 3);
    await versioning.createAgent({ id: 'long', text: 'x'.repeat(100_000) });
    await versioning.createAgent({ id: 'ünï', text: '\u2028\n"' });
    return server;
  }

  it('have what the service exports, line for line', async () => {
    const { ask, versioning } = await servedHistories();
    const exports: [path: string, agentIds?: string[]][] = [
      [EXPORT],
      [`${EXPORT}?agentId=long`, ['long']],
      [`${EXPORT}?agentId=support&agentId=%C3%BCn%C3%AF`, ['support', 'ünï']],
      [`${AGENT}/export`, ['support']],
    ];
    for (const [path, agentIds] of exports) {
      const { status, headers, body } = await ask<string>('GET', path);
      expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
      expect(withoutTime(body.split('\n'))).toEqual(withoutTime([...(await linesOf(versioning, agentIds)), '']));
    }
  });

  it('can be imported elsewhere', async () => {
    const { ask, versioning } = await servedHistories();
    const { body } = await ask<string>('GET', EXPORT);
    const there = new AgentVersioning({ storage: new InMemoryStore() });
    const lines = body.split('\n').slice(0, -1);
    expect(await there.importHistories(lines)).toMatchObject({ agents: 3, versions: 5, deletions: 1, moves: 1 });
    expect(await there.latest('support')).toEqual(await versioning.latest('support'));
    expect(await there.verifyHistory('support')).toMatchObject({ ok: true });
  });

  it('answer 404 where an agent that is named is not there', async () => {
    const { ask } = await servedHistories();
    expect(await ask('GET', `${EXPORT}?agentId=support&agentId=nobody`)).toMatchObject(notFound('agent'));
    expect(await ask('GET', '/api/stored/agents/nobody/export')).toMatchObject(notFound('agent'));
    expect(await ask('GET', `${EXPORT}?agentId=`)).toMatchObject({ status: 400 });
    expect(await ask('GET', `${EXPORT}?agent=support`)).toMatchObject(refused('query.agent'));
  });

  it('read no further once the client has gone', async () => {
    const { storage, versioning } = await servedHistories();
    for (let agent = 0; agent < 20; agent += 1)
      await versioning.createAgent({ id: `a${agent}`, text: 'x'.repeat(70_000) });
    const read: string[] = [];
    const agentVersions = await storage.requireStore('agentVersions');
    const listHistory = agentVersions.listHistory.bind(agentVersions);
    agentVersions.listHistory = (input) => {
      read.push(input.agentId);
      return listHistory(input);
    };
    const app = createServer({ storage });
    const { body } = await app.request(`http://localhost${EXPORT}`);
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const before = read.length;
    expect(before).toBeLessThan(10);
    await reader.cancel();
    expect(read.length).toBe(before);
  });

  it('break off where something fails half way, and never look complete', async () => {
    const { storage, app, versioning } = await servedHistories();
    await versioning.createAgent({ id: 'z-last', text: 'x' });
    const agents = await storage.requireStore('agents');
    const getAgent = agents.getAgent.bind(agents);
    agents.getAgent = (id) => (id === 'z-last' ? Promise.reject(new Error('gone')) : getAgent(id));
    const response = await app.request(`http://localhost${EXPORT}`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('was cut off');
  });
});

async function linesOf(versioning: AgentVersioning, agentIds?: string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of versioning.exportHistories({ agentIds })) lines.push(line);
  return lines;
}

/** The first line says when it was exported. */
function withoutTime(lines: string[]): string[] {
  return lines.map((line, index) => (index === 0 ? line.replace(/"\d{4}-[^"]*"/, '""') : line));
}
