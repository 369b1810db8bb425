/** The contract of `agents.listAgents`: pages over every agent of a store. */
import type { AgentsStorage, ListAgentsInput, StorageAgentType } from '@agent-versions/core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from './input';
import { compareBytes, countTo } from './samples';
import { openForTests, type StoreUnderTest } from './store-under-test';

/** Ids whose order differs between languages, code units and bytes. */
const IDS = [
  'a',
  'B',
  'b',
  'é',
  '€',
  '\u{1f600}',
  '\ufffd',
  '10',
  '9',
  '_',
  'Z',
  ' ',
  'ä',
  'z\u0301',
  '%',
  "o'neil",
  '\\',
];

/** Proves the order, the pages and the totals. */
export function listAgentsContract(input: StoreConformanceInput): void {
  describe('agents.listAgents', () => {
    const store = openForTests(input);

    beforeAll(async () => {
      await Promise.all(IDS.map((id) => store.agents.createAgent({ id, name: `agent ${id}`, nested: { id } })));
      await Promise.all(IDS.slice(4, 9).map((id) => store.agents.updateAgent({ id, changes: { edited: true } })));
    });

    orders(store);
    pages(store);
  });
}

function orders(store: StoreUnderTest): void {
  it('shows the newest first by default, and whole records', async () => {
    const { agents } = await store.agents.listAgents({ perPage: 1000 });
    expect(agents).toEqual(await everyAgent(store.agents, { field: 'createdAt', direction: 'DESC' }));
    for (const agent of agents) expect(agent).toEqual(await store.agents.getAgent(agent.id));
  });

  for (const field of ['createdAt', 'updatedAt'] as const) {
    for (const direction of ['ASC', 'DESC'] as const) {
      it(`orders by ${field} ${direction}, ties by id in the same direction`, async () => {
        const { agents } = await store.agents.listAgents({ orderBy: { field, direction }, perPage: 1000 });
        expect(agents.map(({ id }) => id)).toEqual(
          (await everyAgent(store.agents, { field, direction })).map(({ id }) => id),
        );
      });
    }
  }
}

function pages(store: StoreUnderTest): void {
  it.each([1, 2, 5, IDS.length - 1, IDS.length, IDS.length + 1])(
    'covers every agent once in pages of %i',
    async (perPage) => {
      const orderBy = { field: 'updatedAt', direction: 'ASC' } as const;
      const last = Math.ceil(IDS.length / perPage);
      const found: string[] = [];
      for (const page of countTo(last)) {
        const { agents, ...rest } = await store.agents.listAgents({ page, perPage, orderBy });
        expect(rest).toEqual({ total: IDS.length, page, perPage, hasMore: page < last });
        found.push(...agents.map(({ id }) => id));
      }
      expect(found).toEqual((await everyAgent(store.agents, orderBy)).map(({ id }) => id));
    },
  );

  it('is empty past the end, with the right total', async () => {
    for (const page of [IDS.length + 1, 1_000_000, 2_147_483_647]) {
      const answer = await store.agents.listAgents({ page, perPage: 1000 });
      expect(answer).toEqual({ agents: [], total: IDS.length, page, perPage: 1000, hasMore: false });
    }
  });
}

/** Every agent, read one by one and sorted here. */
async function everyAgent(
  agents: AgentsStorage,
  orderBy: NonNullable<ListAgentsInput['orderBy']>,
): Promise<StorageAgentType[]> {
  const found = await Promise.all(IDS.map((id) => agents.getAgent(id)));
  const sign = orderBy.direction === 'ASC' ? 1 : -1;
  return found
    .filter((agent) => agent !== null)
    .sort(
      (left, right) =>
        sign * (left[orderBy.field].getTime() - right[orderBy.field].getTime() || compareBytes(left.id, right.id)),
    );
}
