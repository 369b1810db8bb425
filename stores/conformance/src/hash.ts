/** Content hashes: of the RFC 8785 form of what was passed in, the same at create, at read and when computed elsewhere. */
import { deepStrictEqual } from 'node:assert/strict';
import { canonicalJson, contentHash, type JsonObject } from '@agent-versions/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printFigure } from './figure';
import type { StoreConformanceInput } from './input';
import { documents, naiveHash, throughJson } from './model/json';
import { freshId } from './samples';
import { runSettings } from './settings';
import { openForTests } from './store-under-test';

/** Random documents that are stored and read back. */
const DOCUMENTS = 200;

/** Proves the hash, and with it the lossless way there and back. */
export function hashContract(input: StoreConformanceInput): void {
  describe('content hash', () => {
    const store = openForTests(input);

    it.each([
      [{}, '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'],
      [
        { b: [1, -0, 1e-7], a: { é: '€', A: null } },
        '5f341e102ee16627f9845d0bd5bf49fa976b0d9e5db1bc4e15cff55c580d5d85',
      ],
    ])('of %j is what other tools make of its canonical form', async (snapshot, hash) => {
      const made = await store.versions.createVersion({ agentId: freshId(), snapshot });
      expect(made.contentHash).toBe(hash);
    });

    it('does not depend on the order of keys', async () => {
      const agentId = freshId();
      const left = await store.versions.createVersion({ agentId, snapshot: { a: { x: 1, y: 2 }, b: 3, 10: 4, 9: 5 } });
      const right = await store.versions.createVersion({ agentId, snapshot: { 9: 5, b: 3, 10: 4, a: { y: 2, x: 1 } } });
      expect(right.contentHash).toBe(left.contentHash);
    });

    it('is the same at create, at read, and as core and a naive reading of the RFC have it', {
      timeout: 300_000,
    }, async () => {
      const settings = runSettings(DOCUMENTS);
      await fc.assert(
        fc.asyncProperty(documents, async (snapshot) => {
          const expected = throughJson(snapshot);
          const made = await store.versions.createVersion({ agentId: freshId(), snapshot });
          const read = await store.versions.getVersion(made.id);
          deepStrictEqual([made.snapshot, read?.snapshot], [expected, expected]);
          const hash = naiveHash(expected);
          const hashes = [
            made.contentHash,
            read?.contentHash,
            contentHash(canonicalJson(read?.snapshot as JsonObject)),
          ];
          deepStrictEqual(hashes, [hash, hash, hash]);
        }),
        settings,
      );
      printFigure(input.name, 'roundtrip.canonical', {
        documents: settings.numRuns,
        mismatches: 0,
        seed: settings.seed,
      });
    });
  });
}
