/** The specification's composite: one store for all domains but `observability`, which is on a shared Postgres client. */
import { InMemoryStore, MastraStorage } from '@agent-versions/core';
import { PgObservabilityStorage } from '@agent-versions/pg';
import pgPromise from 'pg-promise';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';

const schemas = testSchemas();
const pgp = pgPromise();
const sharedDbClient = pgp({ connectionString: postgresUrl(), max: 4 });

afterAll(() => sharedDbClient.$pool.end());

/** How many rows a table of a schema has. */
async function countRows(schema: string, table: string): Promise<number> {
  const { rows } = await sharedDbClient.one(`select count(*)::integer as rows from ${schema}.${table}`);
  return rows;
}

describe('a composite with observability on a pg-promise database of its owner', () => {
  const span = {
    traceId: 'trace-1',
    spanId: 'root',
    name: 'agent run',
    startedAt: new Date('2026-03-01T12:00:00.000Z'),
    attributes: { agentId: 'support' },
  };
  let schema: string;
  let defaultStore: InMemoryStore;
  let storage: MastraStorage;

  function openStorage(): MastraStorage {
    return new MastraStorage({
      id: 'mastra-storage',
      name: 'Mastra Storage',
      default: defaultStore, // for workflows, memory, evals and all others
      stores: { observability: new PgObservabilityStorage({ client: sharedDbClient, schema }) },
    });
  }

  beforeEach(async () => {
    schema = schemas.next();
    defaultStore = new InMemoryStore({ id: 'default-storage' });
    storage = openStorage();
    await storage.init();
  });
  afterEach(() => storage.close());

  it('keeps spans in Postgres', async () => {
    const observability = await storage.requireStore('observability');
    const made = await observability.createSpan(span);
    expect(await observability.getTrace({ traceId: 'trace-1' })).toStrictEqual({ traceId: 'trace-1', spans: [made] });
    expect(await countRows(schema, 'mastra_spans')).toBe(1);
    expect(await countRows(schema, 'mastra_span_attributes')).toBe(1);
    expect(await (await defaultStore.requireStore('observability')).listTraces()).toMatchObject({ total: 0 });
  });

  it('keeps everything else in the default', async () => {
    const agents = await storage.requireStore('agents');
    await agents.createAgent({ id: 'support', name: 'Support' });
    expect(await (await defaultStore.requireStore('agents')).getAgent('support')).toMatchObject({ name: 'Support' });
    expect(await countRows(schema, 'mastra_agents')).toBe(0);
    for (const domain of ['agentVersions', 'memory', 'workflows', 'evals', 'sessions'] as const) {
      expect(await storage.getStore(domain)).toBe(defaultStore.stores[domain]);
    }
  });

  it('leaves the client open when it closes, for its owner and for the next storage', async () => {
    const made = await (await storage.requireStore('observability')).createSpan(span);
    await storage.close();
    const closed = storage.requireStore('observability').then((domain) => domain.listTraces());
    await expect(closed).rejects.toMatchObject({ code: 'unavailable', retryable: false });
    expect(await sharedDbClient.one('select 1 as alive')).toEqual({ alive: 1 });
    const next = openStorage();
    const { spans, total } = await (await next.requireStore('observability')).listTraces({
      filters: { attributes: { agentId: 'support' } },
    });
    expect({ spans, total }).toStrictEqual({ spans: [made], total: 1 });
    await next.close();
    expect(sharedDbClient.$pool.ended).toBe(false);
  });

  it('shares the client with its owner, and with others on schemas of their own, all at once', async () => {
    const other = new PgObservabilityStorage({ client: sharedDbClient, schema: schemas.next() });
    const observability = await storage.requireStore('observability');
    const ids = Array.from({ length: 40 }, (_, index) => `${index}`);
    await Promise.all(
      ids.flatMap((spanId) => [
        observability.createSpan({ ...span, spanId }),
        other.createSpan({ ...span, spanId, name: 'elsewhere' }),
        sharedDbClient.tx((transaction) => transaction.one('select 1 as alive')),
      ]),
    );
    expect(await observability.listTraces({ filters: { name: 'agent run' } })).toMatchObject({ total: 40 });
    expect(await other.listTraces({ filters: { name: 'elsewhere' } })).toMatchObject({ total: 40 });
    await other.close();
  });
});
