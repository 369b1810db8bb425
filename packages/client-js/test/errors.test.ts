/** What a refused call says. */
import { AgentVersionsError, isAgentVersionsError } from '@agent-versions/client';
import { bearerKeys } from '@agent-versions/server';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { agentWorld, answers, lost, refusalOf, world } from './running';

describe('what the server refuses', () => {
  it('keeps its code, its status, its problem and the id of the request', async () => {
    const { agent } = await agentWorld();
    const error = await refusalOf(agent.getVersion('9'));
    expect(error).toBeInstanceOf(AgentVersionsError);
    if (!isAgentVersionsError(error, 'not_found')) throw error;
    expectTypeOf(error.entity).toEqualTypeOf<string | undefined>();
    expect(error).toMatchObject({ name: 'AgentVersionsError', status: 404, entity: 'version', id: 'support/9' });
    expect(error.message).toBe(error.problem?.detail);
    expect(error.requestId).toBe(error.problem?.instance);
    expect(error.requestId).toBeTruthy();
  });

  it('says of an input what is wrong, and where', async () => {
    const { agent } = await agentWorld();
    const error = await refusalOf(agent.createVersion({ name: 'x'.repeat(101) }));
    if (!isAgentVersionsError(error, 'invalid_input')) throw error;
    expect(error.issues).toEqual([{ path: 'json.name', message: expect.any(String) }]);
  });

  it('says of a conflict what a merge needs', async () => {
    const { agent } = await agentWorld();
    await agent.save({ changes: { model: 'b' } });
    const error = await refusalOf(agent.save({ changes: { model: 'c' }, expected: 1 }));
    if (!isAgentVersionsError(error, 'conflict')) throw error;
    expect(error).toMatchObject({
      status: 409,
      expected: 1,
      actual: 2,
      head: { versionNumber: 2 },
      bothFields: ['model'],
    });
  });

  it('answers a stale ifMatch with 412 and the head', async () => {
    const { agent } = await agentWorld();
    const seen = await agent.getVersion('latest');
    await agent.save({ changes: { model: 'b' } });
    const error = await refusalOf(agent.save({ changes: { model: 'c' } }, { ifMatch: seen.contentHash }));
    expect(error).toMatchObject({ code: 'conflict', status: 412, head: { versionNumber: 2 } });
    await agent.labels.set('production', { version: 1 });
    expect(await refusalOf(agent.labels.remove('production', {}, { ifMatch: 7 }))).toMatchObject({
      status: 412,
      actual: 1,
    });
  });

  it('names the labels that hold a version', async () => {
    const { agent } = await agentWorld();
    await agent.activateVersion('1');
    const error = await refusalOf(agent.deleteVersion('1'));
    if (!isAgentVersionsError(error, 'version_in_use')) throw error;
    expect(error.labels).toEqual(['active']);
  });

  it('tells a missing key from one that may not do this', async () => {
    const { connect } = world({
      authenticate: bearerKeys([{ id: 'reader', key: 'a-key-of-some-length-0123456789', readOnly: true }]),
    });
    expect(await refusalOf(connect().listStoredAgents())).toMatchObject({ code: 'unauthorized', status: 401 });
    const reader = connect({ apiKey: 'a-key-of-some-length-0123456789' });
    expect((await reader.listStoredAgents()).total).toBe(0);
    const refused = reader.createStoredAgent({ id: 'x', config: {} });
    expect(await refusalOf(refused)).toMatchObject({ code: 'forbidden', status: 403 });
  });

  it('is narrowed to one of all codes where none is named', () => {
    const error: unknown = new AgentVersionsError({ code: 'version_in_use', message: '', fields: { labels: ['a'] } });
    if (!isAgentVersionsError(error)) throw error;
    if (error.code === 'version_in_use') expectTypeOf(error.labels).toEqualTypeOf<string[]>();
    expect(isAgentVersionsError(error, 'conflict')).toBe(false);
    expect(isAgentVersionsError(new Error('conflict'))).toBe(false);
  });
});

describe('what something else answers', () => {
  const page = '<html><title>Sign in</title></html>';

  it.each([
    ['a page with status 200', answers(200, page, { 'content-type': 'text/html' }), 200],
    ['a page with status 404', answers(404, page, { 'content-type': 'text/html' }), 404],
    ['JSON that is broken', answers(200, '{"versions": [', { 'content-type': 'application/json' }), 200],
    ['JSON that is no object', answers(200, '[]', { 'content-type': 'application/json' }), 200],
    ['an empty answer', answers(200, ''), 200],
    [
      "an error that is none of the server's",
      answers(403, '{"error":"no"}', { 'content-type': 'application/json' }),
      403,
    ],
    [
      'a code that nobody knows',
      answers(400, '{"status":400,"title":"t","code":"constructor"}', { 'content-type': 'application/problem+json' }),
      400,
    ],
  ])('is a bad answer: %s', async (_, fault, status) => {
    const { agent, faults } = await agentWorld();
    faults.push(fault);
    const error = await refusalOf(agent.listVersions());
    expect(error).toMatchObject({ code: 'bad_answer', status, received: expect.any(String) });
    expect((error as Error).message).toContain('GET http://localhost/api/stored/agents/support/versions');
  });

  it('is a bad answer also where lines or events are awaited', async () => {
    const { agent, client, faults } = await agentWorld();
    faults.push(
      answers(200, page, { 'content-type': 'text/html' }),
      answers(200, '{}', { 'content-type': 'application/json' }),
    );
    expect(await refusalOf(agent.export().next())).toMatchObject({ code: 'bad_answer', received: page });
    expect(await refusalOf(client.streamEvents().next())).toMatchObject({ code: 'bad_answer' });
  });

  it('is not followed elsewhere', async () => {
    const { agent, faults } = await agentWorld();
    faults.push(answers(302, '', { location: 'https://login.example.com' }));
    const error = await refusalOf(agent.createVersion());
    expect(error).toMatchObject({ code: 'bad_answer', status: 302 });
    expect((error as Error).message).toContain('https://login.example.com');
  });

  it("is taken for the server's state where a proxy says so", async () => {
    const { connect, faults } = await agentWorld();
    const client = connect({ retries: 0 });
    faults.push(answers(502, page), answers(429, '', { 'retry-after': '7' }));
    expect(await refusalOf(client.listEvents())).toMatchObject({ code: 'unavailable', status: 502 });
    expect(await refusalOf(client.listEvents())).toMatchObject({ code: 'rate_limited', retryAfter: 7_000 });
  });
});

describe('what does not answer', () => {
  it('is a network error that keeps its cause', async () => {
    const { connect, faults } = await agentWorld();
    faults.push(lost);
    const error = await refusalOf(connect({ retries: 0 }).listEvents());
    expect(error).toMatchObject({ code: 'network', status: undefined, cause: { message: 'fetch failed' } });
  });
});

it('a failing headers function stays what it is', async () => {
  const { connect, seen } = world();
  const headers = () => Promise.reject(new RangeError('no token'));
  expect(await refusalOf(connect({ headers }).listEvents())).toBeInstanceOf(RangeError);
  expect(seen).toEqual([]);
});
