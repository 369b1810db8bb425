/** Streamed answers over real connections. */
import { getEventListeners, once } from 'node:events';
import { createServer as createHttpServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AgentVersioning, InMemoryStore } from '@agent-versions/core';
import { createServer, serve } from '@agent-versions/server';
import { getRequestListener } from '@hono/node-server';
import { expect, it, onTestFinished, vi } from 'vitest';

it('an event stream ends at the server when its client goes without a word', async () => {
  const storage = new InMemoryStore();
  await new AgentVersioning({ storage }).createAgent({ id: 'support' });
  const shutdown = new AbortController();
  const app = createServer({ storage, shutdown: shutdown.signal });
  const server = createHttpServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const waits = () => getEventListeners(shutdown.signal, 'abort').length;
  const answers: IncomingMessage[] = [];
  for (let client = 0; client < 5; client += 1) {
    const headers = { accept: 'text/event-stream' };
    const [answer] = await once(get({ port, host: '127.0.0.1', path: '/api/stored/events', headers }), 'response');
    await once(answer, 'data');
    answer.on('error', () => {}); // what a connection says that is torn down
    answers.push(answer);
  }
  await vi.waitUntil(() => waits() === 5, { timeout: 30_000 });
  for (const answer of answers) answer.destroy();
  await vi.waitUntil(() => waits() === 0, { timeout: 30_000 });
});

it('an export that fails half way is cut off, and what it failed of stays out of the output', async () => {
  const storage = new InMemoryStore();
  const versioning = new AgentVersioning({ storage });
  for (const id of ['a', 'b']) await versioning.createAgent({ id, text: 'x'.repeat(100_000) });
  const agents = await storage.requireStore('agents');
  const getAgent = agents.getAgent.bind(agents);
  agents.getAgent = (id) => (id === 'b' ? Promise.reject(new Error('planted secret')) : getAgent(id));
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => printed.mockRestore());
  const logged: object[] = [];
  const logger = { info: () => {}, error: (fields: object, message: string) => logged.push({ ...fields, message }) };
  const server = await serve({ storage, port: 0, logger });
  onTestFinished(() => server.close());
  const response = await fetch(`${server.url}/api/stored/export`, { headers: { 'x-request-id': 'r1' } });
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
  expect(logged).toEqual([expect.objectContaining({ requestId: 'r1', message: 'cut off' })]);
  expect(JSON.stringify([logged, printed.mock.calls.map(String)])).not.toContain('planted');
});

it('an event stream ends in order when the server closes, so that the client comes back elsewhere', async () => {
  const storage = new InMemoryStore();
  const server = await serve({ storage, port: 0, logger: false });
  const response = await fetch(`${server.url}/api/stored/events`, { headers: { accept: 'text/event-stream' } });
  const text = response.text();
  await server.close();
  expect(await text).toBe('retry: 1000\n\n');
});
