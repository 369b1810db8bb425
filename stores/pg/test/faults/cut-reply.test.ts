/** A connection cut at every point of a write: a retry with the same idempotency key finds what the first one made. */
import { type AgentVersion, type AgentVersionsStorage, isStorageError } from '@agent-versions/core';
import { PgAgentVersionsStorage } from '@agent-versions/pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../../test/postgres/context';
import { testSchemas } from '../../../../test/postgres/schema';
import { printFigure } from '../figure';
import { withClient } from '../raw-client';
import { TcpProxy } from '../tcp-proxy';

const schemas = testSchemas();
const ROUNDS = 50;

let proxy: TcpProxy;
let schema: string;
let versions: AgentVersionsStorage;

beforeEach(async () => {
  proxy = await TcpProxy.start(postgresUrl());
  schema = schemas.next();
  versions = new PgAgentVersionsStorage({ connectionString: proxy.url, schema, max: 1 });
  await versions.createVersion({ agentId: 'a', snapshot: { round: 0 } });
});
afterEach(async () => {
  await versions.close();
  await proxy.close();
});

/** Cuts the connection at the next thing said in one direction that `matches`, once. */
function cutNext(direction: 'toServer' | 'toClient', matches: (chunk: Buffer) => boolean = () => true): void {
  proxy.tap = {
    [direction](chunk: Buffer) {
      if (!matches(chunk)) return true;
      proxy.tap = {};
      return false;
    },
  };
}

const codeOf = (error: unknown): unknown => (isStorageError(error) ? error.code : error);

describe('createVersion', () => {
  it.each([
    ['before the statement arrived', 'toServer'],
    ['after it was committed', 'toClient'],
  ] as const)('cut %s, then repeated with its key, makes one version', async (_, direction) => {
    const first: unknown[] = [];
    const second: AgentVersion[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const input = { agentId: 'a', idempotencyKey: `key-${round}`, snapshot: { round } };
      await versions.countVersions('a'); // a connection that stands already
      cutNext(direction);
      first.push(codeOf(await versions.createVersion(input).catch((error: unknown) => error)));
      second.push(await versions.createVersion(input));
    }
    const { total } = await versions.listVersions({ agentId: 'a', includeSnapshot: false });
    printFigure(`pg.unknownOutcome: ${total - 1 - ROUNDS} duplicate versions of ${ROUNDS} cut ${direction} (target 0)`);
    expect(new Set(first)).toEqual(new Set(['outcome_unknown']));
    expect(second.map(({ versionNumber }) => versionNumber)).toEqual(Array.from({ length: ROUNDS }, (_, i) => i + 2));
    expect(total).toBe(ROUNDS + 1);
  });

  it('names the key in the error', async () => {
    cutNext('toClient');
    const cut = versions.createVersion({ agentId: 'a', idempotencyKey: 'k', snapshot: {} });
    await expect(cut).rejects.toMatchObject({ code: 'outcome_unknown', idempotencyKey: 'k' });
  });
});

describe('setLabel', () => {
  /** The client's part of a message, by the text of its statement. */
  const saying = (text: string) => (chunk: Buffer) => chunk.includes(text);

  /** Labels a version, cut at that point; what came of it, and how many moves were recorded. */
  async function labelled(cut: () => void): Promise<{ outcome: unknown; moves: number }> {
    const version = await versions.createVersion({ agentId: 'a', snapshot: { labelled: true } });
    cut();
    const call = versions.setLabel({ agentId: 'a', label: 'production', versionId: version.id });
    const outcome = await call.then(
      () => 'set',
      (error: unknown) => codeOf(error),
    );
    const moves = await withClient((client) =>
      client.query(`select 1 from ${schema}.mastra_agent_version_label_moves`),
    );
    return { outcome, moves: moves.rowCount ?? -1 };
  }

  it.each(['begin', 'for no key update', 'label_moves', 'version_label_targets'])(
    'cut before its commit, at "%s", is tried again on another connection, and recorded once',
    async (text) => {
      expect(await labelled(() => cutNext('toServer', saying(text)))).toEqual({ outcome: 'set', moves: 1 });
    },
  );

  it('cut at its commit is of unknown outcome', async () => {
    expect(await labelled(() => cutNext('toServer', saying('commit\0')))).toEqual({
      outcome: 'outcome_unknown',
      moves: 0,
    });
  });

  it('cut after its commit is of unknown outcome, and repeating it changes nothing', async () => {
    const afterCommit = () => {
      proxy.tap = {
        toServer(chunk) {
          if (chunk.includes('commit\0')) cutNext('toClient');
          return true;
        },
      };
    };
    expect(await labelled(afterCommit)).toEqual({ outcome: 'outcome_unknown', moves: 1 });
    const latest = await versions.getLatestVersion('a');
    const again = await versions.setLabel({ agentId: 'a', label: 'production', versionId: latest?.id ?? '' });
    expect(again).toMatchObject({ revision: 1 });
  });
});

describe('a read', () => {
  it('that meets a dead connection is repeated on another', async () => {
    cutNext('toServer');
    expect(await versions.countVersions('a')).toBe(1);
    cutNext('toClient');
    expect(await versions.countVersions('a')).toBe(1);
  });
});
