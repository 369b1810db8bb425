/** Spans of the service's actions, as a tracer of OpenTelemetry gets them. */
import { type Attributes, type Span, type SpanOptions, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { serviceOver, together } from './stores';

interface Recorded {
  name: string;
  attributes: Attributes;
  status: SpanStatusCode | undefined;
  ended: boolean;
  /** Everything that was ever said to the span. */
  said: string[];
}

const spans: Recorded[] = [];

/** A tracer that writes down what it is told: an SDK would be a dependency for the sake of this file. */
const tracer = {
  startActiveSpan(name: string, options: SpanOptions, work: (span: Span) => unknown) {
    const recorded: Recorded = {
      name,
      attributes: { ...options.attributes },
      status: undefined,
      ended: false,
      said: [JSON.stringify([name, options])],
    };
    spans.push(recorded);
    const note = (...args: unknown[]) => void recorded.said.push(JSON.stringify(args));
    const span = {
      setAttribute(key: string, value: string) {
        note(key, value);
        recorded.attributes[key] = value;
      },
      setStatus(status: { code: SpanStatusCode }) {
        note(status);
        recorded.status = status.code;
      },
      recordException: note,
      addEvent: note,
      end() {
        recorded.ended = true;
      },
    };
    return work(span as unknown as Span);
  },
} as unknown as Tracer;

beforeAll(() => void trace.setGlobalTracerProvider({ getTracer: () => tracer }));
afterAll(() => trace.disable());
beforeEach(() => {
  spans.length = 0;
});

const agentId = 'support';

it('an action is a span, with agent, version and labels', async () => {
  const { versioning } = serviceOver(together());
  await versioning.createAgent({ id: agentId });
  await versioning.save(agentId, { model: 'b' }, { labels: ['active', 'x'] });
  await versioning.resolve(agentId);
  await versioning.activate(agentId, 1);
  await versioning.listAgents();
  expect(spans.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['agent_versions.create_agent', about('create_agent', '1')],
    ['agent_versions.save', { ...about('save', '2'), 'agent_versions.labels': ['active', 'x'] }],
    ['agent_versions.resolve', about('resolve', '2')],
    ['agent_versions.activate', { ...about('activate', '1'), 'agent_versions.labels': ['active'] }],
    ['agent_versions.list_agents', { 'gen_ai.operation.name': 'list_agents' }],
  ]);
  expect(spans.every(({ ended, status }) => ended && status === undefined)).toBe(true);
});

it.each<[string, string, (versioning: ReturnType<typeof service>) => Promise<unknown>]>([
  ['not_found', 'get', (versioning) => versioning.get(agentId, 9)],
  ['conflict', 'save', (versioning) => versioning.save(agentId, {}, { expected: 7 })],
  ['version_in_use', 'delete', (versioning) => versioning.delete(agentId, 1)],
  ['forbidden', 'remove_label', (versioning) => versioning.removeLabel(agentId, 'frozen')],
  ['invalid_input', 'set_label', (versioning) => versioning.setLabel(agentId, 'x', { targets: [] })],
  ['_OTHER', 'list_labels', (versioning) => versioning.listLabels(agentId)],
])('an error ends its span with its code: %s', async (code, operation, action) => {
  const versioning = service();
  await versioning.createAgent({ id: agentId }, { labels: ['active'] });
  spans.length = 0;
  await expect(action(versioning)).rejects.toThrow();
  expect(spans).toMatchObject([{ name: `agent_versions.${operation}`, status: SpanStatusCode.ERROR, ended: true }]);
  expect(spans[0]?.attributes['error.type']).toBe(code);
});

it('no content ever reaches a span', async () => {
  const secret = 'sk-planted';
  const { versioning } = serviceOver(together(), { actor: { id: 'mira', token: secret } });
  await versioning.createAgent({ id: agentId, key: secret }, { message: secret, name: secret });
  await versioning.save(agentId, { key: `${secret}2` }, { message: secret });
  await versioning.save(agentId, { [secret]: [undefined] }).catch(() => {});
  await versioning.save(agentId, { key: secret }, { expected: 1 }).catch(() => {});
  await versioning.activate(agentId, 1, { reason: secret });
  await versioning.compare(agentId, { from: 1, to: 2 });
  await versioning.delete(agentId, 2, { reason: secret });
  expect(spans.length).toBeGreaterThan(5);
  expect(JSON.stringify(spans)).not.toContain(secret);
});

function service() {
  return serviceOver(together(), {
    policy: {
      can: ({ action, label }) => {
        if (action === 'label.read') throw new TypeError('a fault of the policy');
        return label !== 'frozen';
      },
    },
  }).versioning;
}

function about(operation: string, version: string): Attributes {
  return { 'gen_ai.operation.name': operation, 'gen_ai.agent.id': agentId, 'gen_ai.agent.version': version };
}
