/** Pages: the same as cut from a plain list, whatever was deleted; and whole while others write. */
import { deepStrictEqual } from 'node:assert/strict';
import type { AgentVersion, AgentVersionsStorage, ListVersionsInput } from '@agent-versions/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { printFigure } from './figure';
import type { StoreConformanceInput } from './input';
import { AgentsModel } from './model/agents-model';
import { VersionsModel } from './model/versions-model';
import { countTo, freshId } from './samples';
import { runSettings } from './settings';
import { openForTests, type StoreUnderTest } from './store-under-test';

/** Which numbers are deleted from a history of 24: none, the first, the last, single ones, a run of them, nearly all. */
const HISTORIES: readonly (readonly number[])[] = [
  [],
  [1, 2, 3],
  [22, 23, 24],
  [2, 5, 6, 11, 20],
  countTo(15).slice(4),
  countTo(24).filter((number) => number !== 13),
  countTo(24),
];

/** Random lists compared with the model. */
const LISTS = 300;

/** Proves every kind of page against a model, and keyset pages under inserts. */
export function pagingContract(input: StoreConformanceInput): void {
  describe('paging', () => {
    const store = openForTests(input);
    randomPages(input.name, store);

    it('by keyset shows every version once, while others insert and delete', { timeout: 120_000 }, async () => {
      const figures = await pageWhileInserting(store.versions, { versions: 60, rounds: 5 });
      printFigure(input.name, 'conformance.paging', figures);
      expect(figures).toEqual({ walks: figures.walks, seen: figures.seen, duplicates: 0, omissions: 0, outOfOrder: 0 });
    });

    it('tells a total of the same moment as its rows', { timeout: 120_000 }, async () => {
      const figures = await countWhileWriting(store.versions, { writes: 60 });
      printFigure(input.name, 'conformance.total', figures);
      expect(figures).toEqual({ lists: figures.lists, wrongTotals: 0 });
    });
  });
}

function randomPages(name: string, store: StoreUnderTest): void {
  const models: { agentId: string; model: VersionsModel }[] = [];

  beforeAll(async () => {
    for (const deleted of HISTORIES) models.push(await sparseHistory(store.versions, deleted));
  });

  it('equal those cut from a plain list, in dense and in sparse histories', { timeout: 120_000 }, async () => {
    const settings = runSettings(LISTS);
    const lists = fc.record(
      {
        page: fc.oneof(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 2_147_483_647 })),
        perPage: fc.oneof(fc.integer({ min: 1, max: 26 }), fc.integer({ min: 1, max: 1000 })),
        orderBy: fc.record({
          field: fc.constantFrom('versionNumber' as const, 'createdAt' as const),
          direction: fc.constantFrom('ASC' as const, 'DESC' as const),
        }),
        includeSnapshot: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    const keysets = fc.record(
      {
        before: fc.integer({ min: 1, max: 27 }),
        perPage: fc.integer({ min: 1, max: 26 }),
        includeSnapshot: fc.boolean(),
      },
      { requiredKeys: ['before'] },
    );
    const history = fc.nat({ max: HISTORIES.length - 1 });
    await fc.assert(
      fc.asyncProperty(history, fc.oneof(lists, keysets), async (index, list) => {
        const { agentId, model } = models[index] as (typeof models)[number];
        const input: ListVersionsInput = { agentId, ...list };
        deepStrictEqual(await store.versions.listVersions(input), model.list(input));
      }),
      settings,
    );
    printFigure(name, 'conformance.pages', { lists: settings.numRuns, divergences: 0, seed: settings.seed });
  });
}

/** 24 versions of which some are deleted; times in no order and with ties. */
async function sparseHistory(
  versions: AgentVersionsStorage,
  deleted: readonly number[],
): Promise<{ agentId: string; model: VersionsModel }> {
  const agentId = freshId();
  const model = new VersionsModel(new AgentsModel());
  const made: AgentVersion[] = [];
  for (const number of countTo(24)) {
    const createdAt = new Date(Date.UTC(2024, 0, 1 + ((number * 7) % 5)));
    const input = { id: freshId(`${number % 3}`), agentId, snapshot: { number }, createdAt };
    const version = await versions.createVersion(input);
    made.push(model.create(input, version));
  }
  for (const number of deleted) {
    const id = made[number - 1]?.id ?? '';
    await versions.deleteVersion(id);
    model.delete(id);
  }
  return { agentId, model };
}

/** What walks by keyset showed while others wrote; right: the last three are zero. */
export interface PagingFigures {
  /** Walks from the newest version to the first. */
  walks: number;
  /** Rows they showed. */
  seen: number;
  /** Versions shown twice. */
  duplicates: number;
  /** Versions that were there all along and were not shown. */
  omissions: number;
  /** Versions shown after one with a smaller number. */
  outOfOrder: number;
}

/** Walks a history page by page while new versions are inserted and some old ones deleted. */
export async function pageWhileInserting(
  versions: AgentVersionsStorage,
  input: { versions: number; rounds: number },
): Promise<PagingFigures> {
  const agentId = freshId();
  const figures: PagingFigures = { walks: 0, seen: 0, duplicates: 0, omissions: 0, outOfOrder: 0 };
  const there: AgentVersion[] = [];
  for (const number of countTo(input.versions))
    there.push(await versions.createVersion({ agentId, snapshot: { number } }));
  for (const round of countTo(input.rounds)) {
    const doomed = there.splice(round, 1).map(({ id }) => id);
    let walking = true;
    const write = async (): Promise<void> => {
      for (const id of doomed) await versions.deleteVersion(id);
      // at least one insert falls between the first page and the second; the rest wherever they do
      while (walking) await versions.createVersion({ agentId, snapshot: { round } });
    };
    const [seen] = await Promise.all([
      walk(versions, { agentId, perPage: 3 + round }).finally(() => (walking = false)),
      write(),
    ]);
    figures.walks += 1;
    figures.seen += seen.length;
    figures.duplicates += seen.length - new Set(seen).size;
    figures.omissions += there.filter(({ versionNumber }) => !seen.includes(versionNumber)).length;
    figures.outOfOrder += seen.filter((number, index) => number > (seen[index - 1] ?? Number.POSITIVE_INFINITY)).length;
  }
  return figures;
}

async function walk(versions: AgentVersionsStorage, list: { agentId: string; perPage: number }): Promise<number[]> {
  const seen: number[] = [];
  for (let before: number | undefined; ; before = seen.at(-1)) {
    const page = await versions.listVersions({
      ...list,
      ...(before === undefined ? {} : { before }),
      includeSnapshot: false,
    });
    seen.push(...page.versions.map(({ versionNumber }) => versionNumber));
    if (!page.hasMore) return seen;
  }
}

/** Lists everything while others write, and compares the total with the rows. */
export async function countWhileWriting(
  versions: AgentVersionsStorage,
  input: { writes: number },
): Promise<{ lists: number; wrongTotals: number }> {
  const agentId = freshId();
  const figures = { lists: 0, wrongTotals: 0 };
  let writing = true;
  const write = async (): Promise<void> => {
    for (const number of countTo(input.writes)) {
      const { id } = await versions.createVersion({ agentId, snapshot: { number } });
      if (number % 3 === 0) await versions.deleteVersion(id);
    }
  };
  const list = async (orderBy: ListVersionsInput['orderBy']): Promise<void> => {
    while (writing) {
      const page = await versions.listVersions({ agentId, perPage: 1000, orderBy, includeSnapshot: false });
      figures.lists += 1;
      if (page.total !== page.versions.length) figures.wrongTotals += 1;
      // an in-memory store answers without a pause: let the writer go on
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all([
    Promise.all([write(), write()]).finally(() => (writing = false)),
    list({ field: 'versionNumber', direction: 'ASC' }),
    list({ field: 'createdAt', direction: 'DESC' }),
  ]);
  return figures;
}
