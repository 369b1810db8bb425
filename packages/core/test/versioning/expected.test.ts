/** Saves that say what they were made from, and saves that may be repeated. */
import { describe, expect, it } from 'vitest';
import { ConflictError } from '../../src/errors';
import { agentId, LAYOUTS, numbers, withAgent } from './stores';

describe.each(LAYOUTS)('over %s', (_, domains) => {
  describe('a save that says what it was made from', () => {
    it('is made when that is the head', async () => {
      const { versioning } = await withAgent(domains);
      expect((await versioning.save(agentId, { model: 'b' }, { expected: 1 })).created).toBe(true);
    });

    it('is refused with what a merge needs when it is not', async () => {
      const { versioning } = await withAgent(domains, { model: 'a', mine: 0, theirs: 0, same: 0 });
      const { version } = await versioning.save(agentId, { model: 'b', theirs: 1, same: 1 });
      const changes = { model: 'c', mine: 1, same: 1 };
      const error = await versioning.save(agentId, changes, { expected: 1 }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ConflictError);
      expect(error).toMatchObject({ entity: 'version', id: agentId, expected: 1, actual: 2 });
      expect((error as ConflictError).details).toEqual({
        headVersionNumber: 2,
        headVersionId: version.id,
        theirFields: ['model', 'same', 'theirs'],
        myFields: ['mine', 'model', 'same'],
        bothFields: ['model'],
      });
    });

    it.each([
      ['none, where there is one', 'none', 2],
      ['a version that is gone', 1, 2],
      ['a version that never was', 7, 2],
    ] as const)('is refused for %s', async (__, expected, actual) => {
      const { versioning } = await withAgent(domains);
      await versioning.save(agentId, { model: 'b' });
      await versioning.delete(agentId, 1);
      const error = await versioning.save(agentId, { model: 'b' }, { expected }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'conflict', expected, actual, details: { theirFields: ['model', 'note'] } });
    });
  });

  describe('a save under an idempotency key', () => {
    it('is made once, whoever saved in between', async () => {
      const { versioning } = await withAgent(domains);
      const options = { idempotencyKey: 'k', expected: 1 };
      const first = await versioning.save(agentId, { model: 'b' }, options);
      await versioning.save(agentId, { note: 'other' });
      const again = await versioning.save(agentId, { model: 'b' }, options);
      expect(again).toMatchObject({ version: first.version, created: false, agent: { note: 'other' } });
      expect(await numbers(versioning)).toEqual([3, 2, 1]);
    });

    it('is made once by calls at the same time', async () => {
      const { versioning } = await withAgent(domains);
      const results = await Promise.all(
        Array.from({ length: 8 }, () => versioning.save(agentId, { model: 'b' }, { idempotencyKey: 'k' })),
      );
      expect(new Set(results.map(({ version }) => version.id)).size).toBe(1);
      expect(results.filter(({ created }) => created)).toHaveLength(1);
      expect(await numbers(versioning)).toEqual([2, 1]);
    });

    it('is refused when the key was used for another change', async () => {
      const { versioning } = await withAgent(domains);
      await versioning.save(agentId, { model: 'b' }, { idempotencyKey: 'k' });
      const error = await versioning
        .save(agentId, { model: 'c' }, { idempotencyKey: 'k' })
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'conflict', entity: 'idempotencyKey', id: 'k' });
    });
  });
});
