/** What must hold while many callers work on the same threads and resources. */
import type { MemoryStorage, SaveMessage } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { printFigure } from '../figure';
import { outcomes } from '../refusal';
import { countTo, freshId } from '../samples';
import { PATIENCE } from '../settings';
import type { StoreUnderTest } from '../store-under-test';
import { makeThread, messageIds, messageTotal, sampleMessage } from './samples';

/** Proves every race; each prints its figures. */
export function memoryRacesContract(name: string, store: StoreUnderTest): void {
  describe('races', () => {
    it('twenty that merge different keys lose none of them', PATIENCE, async () => {
      const { id } = await makeThread(store.memory);
      const figures = { updates: 40, ...(await raceMerges(store.memory, id)) };
      printFigure(name, 'memory.merges', figures);
      expect(figures).toEqual({ updates: 40, errors: 0, lost: 0 });
    });

    it('calls that add to one thread, and some twice over, are all counted, once', PATIENCE, async () => {
      const figures = await raceSaves(store.memory, { savers: 20, rounds: 5 });
      printFigure(name, 'memory.saves', figures);
      expect(figures).toEqual({ saved: 300, errors: 0, lost: 0, miscounted: 0, disordered: 0 });
    });

    it(
      'calls that add to the same threads the other way round never wait for each other in turn',
      PATIENCE,
      async () => {
        const figures = await raceCrossedSaves(store.memory, { savers: 10, rounds: 5 });
        printFigure(name, 'memory.crossedSaves', figures);
        expect(figures).toEqual({ saved: 200, errors: 0, miscounted: 0 });
      },
    );

    it('of two messages with one id, one is stored, and the other is a conflict', PATIENCE, async () => {
      const figures = await raceSameId(store.memory, { savers: 8, rounds: 15 });
      printFigure(name, 'memory.sameId', figures);
      expect(figures).toEqual({ rounds: 15, winners: 15, wrongRefusals: 0, miscounted: 0 });
    });

    it('a thread that is deleted leaves no message behind', PATIENCE, async () => {
      const figures = await raceDeletions(store.memory, { savers: 6, rounds: 20 });
      printFigure(name, 'memory.deletions', figures);
      expect(figures).toMatchObject({ rounds: 20, left: 0, wrongRefusals: 0 });
    });

    it('of those who create one thread at once, one wins', PATIENCE, async () => {
      const id = freshId('thread');
      const made = await outcomes(countTo(10).map(() => store.memory.createThread({ id, resourceId: 'r' })));
      expect(made.filter(({ ok }) => ok)).toHaveLength(1);
      const refusals = made.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal]));
      const taken = { code: 'conflict', entity: 'thread', id, expected: 'none', actual: 'another record' };
      expect(refusals).toEqual(countTo(9).map(() => taken));
    });
  });
}

/** Merges keys into a thread and into a resource that is not there yet, all at once. */
async function raceMerges(memory: MemoryStorage, id: string): Promise<{ errors: number; lost: number }> {
  const keys = countTo(20).map((number) => `key${number}`);
  const merges = keys.flatMap((key) => [
    memory.updateThread({ id, metadata: { [key]: key } }),
    memory.updateResource({ resourceId: id, metadata: { [key]: key } }),
  ]);
  const errors = (await outcomes<unknown>(merges)).filter(({ ok }) => !ok).length;
  const records = [await memory.getThreadById({ threadId: id }), await memory.getResourceById({ resourceId: id })];
  const lost = records.flatMap((record) => keys.filter((key) => record?.metadata?.[key] !== key)).length;
  return { errors, lost };
}

/** Saves three messages a call, every other call twice at once. */
async function raceSaves(memory: MemoryStorage, input: { savers: number; rounds: number }) {
  const { id: threadId } = await makeThread(memory);
  const figures = { saved: 0, errors: 0, lost: 0, miscounted: 0, disordered: 0 };
  const calls: SaveMessage[][] = [];
  for (const _ of countTo(input.rounds)) {
    const round = countTo(input.savers).map(() => countTo(3).map((turn) => sampleMessage(threadId, turn)));
    const repeated = round.filter((__, index) => index % 2 === 0);
    const saves = [...round, ...repeated].map((messages) => memory.saveMessages({ messages }));
    figures.errors += (await outcomes(saves)).filter(({ ok }) => !ok).length;
    figures.miscounted += Math.abs((await messageTotal(memory, threadId)) - 3 * (calls.length + round.length));
    calls.push(...round);
  }
  const place = new Map((await messageIds(memory, threadId)).map((id, index) => [id, index]));
  for (const call of calls) {
    const places = call.map(({ id = '' }) => place.get(id));
    figures.saved += places.filter((found) => found !== undefined).length;
    figures.lost += places.filter((found) => found === undefined).length;
    figures.disordered += places.filter((found, index) => (found ?? 0) < (places[index - 1] ?? 0)).length;
  }
  return figures;
}

/** Lets calls add to two threads, in one order or the other. */
async function raceCrossedSaves(memory: MemoryStorage, input: { savers: number; rounds: number }) {
  const threads = [await makeThread(memory), await makeThread(memory)].map(({ id }) => id);
  const figures = { saved: 0, errors: 0, miscounted: 0 };
  for (const _ of countTo(input.rounds)) {
    const saves = countTo(input.savers).flatMap((saver) => {
      const order = saver % 2 === 0 ? threads : threads.toReversed();
      const messages = order.flatMap((threadId) => [sampleMessage(threadId), sampleMessage(threadId, 2)]);
      return [memory.saveMessages({ messages })];
    });
    for (const { ok } of await outcomes(saves)) {
      figures.saved += ok ? 4 : 0;
      figures.errors += ok ? 0 : 1;
    }
  }
  for (const threadId of threads)
    figures.miscounted += Math.abs((await messageTotal(memory, threadId)) * 2 - figures.saved);
  return figures;
}

/** Saves different messages under one id at once. */
async function raceSameId(memory: MemoryStorage, input: { savers: number; rounds: number }) {
  const { id: threadId } = await makeThread(memory);
  const figures = { rounds: input.rounds, winners: 0, wrongRefusals: 0, miscounted: 0 };
  for (const round of countTo(input.rounds)) {
    const message = sampleMessage(threadId);
    const saves = countTo(input.savers).map((saver) =>
      memory.saveMessages({ messages: [sampleMessage(threadId), { ...message, content: { saver } }] }),
    );
    for (const outcome of await outcomes(saves)) {
      if (outcome.ok) figures.winners += 1;
      else if (outcome.refusal.entity !== 'message' || outcome.refusal.id !== message.id) figures.wrongRefusals += 1;
    }
    figures.miscounted += Math.abs((await messageTotal(memory, threadId)) - 2 * round);
  }
  return figures;
}

/** Deletes a thread while messages are added to it. */
async function raceDeletions(memory: MemoryStorage, input: { savers: number; rounds: number }) {
  const figures = { rounds: input.rounds, saved: 0, left: 0, wrongRefusals: 0 };
  for (const _ of countTo(input.rounds)) {
    const { id: threadId } = await makeThread(memory);
    const save = () => memory.saveMessages({ messages: [sampleMessage(threadId), sampleMessage(threadId, 2)] });
    const half = countTo(input.savers / 2);
    const calls: Promise<unknown>[] = [...half.map(save), memory.deleteThread({ threadId }), ...half.map(save)];
    for (const outcome of await outcomes(calls)) {
      if (outcome.ok) figures.saved += 1;
      else if (outcome.refusal.code !== 'not_found' || outcome.refusal.id !== threadId) figures.wrongRefusals += 1;
    }
    await makeThread(memory, { id: threadId });
    figures.left += (await messageIds(memory, threadId)).length + (await messageTotal(memory, threadId));
  }
  figures.saved -= input.rounds; // the deletions themselves
  return figures;
}
