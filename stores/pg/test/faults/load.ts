/** Writers that go on whatever happens to the server, and a ledger of what they were told. */
import { isStorageError } from '@agent-versions/core';
import type { PostgresStore } from '@agent-versions/pg';
import { withClient } from '../raw-client';

/** What writers were told, by idempotency key. */
export interface Told {
  acknowledged: Map<string, number>;
  /** An UnavailableError: must not be there. */
  refused: Set<string>;
  /** An OutcomeUnknownError: may be there. */
  unknown: Set<string>;
  /** Any other error: must not occur. */
  others: unknown[];
  /** `performance.now()` of each acknowledgement. */
  times: number[];
}

/** Starts `writers` loops, each appending to one of four agents until `stop`. No call is ever repeated. */
export function startLoad(store: PostgresStore, writers: number): { told: Told; stop(): Promise<Told> } {
  const told: Told = { acknowledged: new Map(), refused: new Set(), unknown: new Set(), others: [], times: [] };
  let stopped = false;
  let count = 0;
  const write = async (writer: number) => {
    while (!stopped) {
      count += 1;
      await append(store, { agentId: `agent-${writer % 4}`, key: `key-${count}`, told });
    }
  };
  const all = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  return {
    told,
    async stop() {
      stopped = true;
      await all;
      return told;
    },
  };
}

async function append(store: PostgresStore, input: { agentId: string; key: string; told: Told }): Promise<void> {
  const { agentId, key, told } = input;
  try {
    const versions = await store.requireStore('agentVersions');
    const { versionNumber } = await versions.createVersion({ agentId, idempotencyKey: key, snapshot: { key } });
    told.acknowledged.set(key, versionNumber);
    told.times.push(performance.now());
  } catch (error) {
    if (isStorageError(error) && error.code === 'unavailable') told.refused.add(key);
    else if (isStorageError(error) && error.code === 'outcome_unknown') told.unknown.add(key);
    else told.others.push(error);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What the database holds, held against what writers were told. */
export interface Verdict {
  stored: number;
  /** Acknowledged, and not there, or under another number. */
  lost: number;
  /** Refused, and there all the same. */
  ghosts: number;
  /** Agents whose numbers are not 1, 2, 3 …, or whose head row disagrees with them. */
  crooked: number;
}

/** Reads the tables past the store. */
export async function judge(told: Told, where: { schema: string; url?: string }): Promise<Verdict> {
  const { schema, url } = where;
  return withClient(async (client) => {
    const { rows } = await client.query(
      `select "idempotencyKey" as key, "versionNumber" as number from "${schema}".mastra_agent_versions`,
    );
    const stored = new Map(rows.map(({ key, number }) => [key, number]));
    const crooked = await client.query(
      `select v."agentId" from "${schema}".mastra_agent_versions v
       join "${schema}".mastra_agent_version_heads h on h."agentId" = v."agentId"
       group by v."agentId", h."agentId"
       having count(*) <> max(v."versionNumber") or count(distinct v."versionNumber") <> count(*)
         or h."lastNumber" <> count(*) or h."headNumber" <> count(*) or h."versionCount" <> count(*)`,
    );
    return {
      stored: stored.size,
      lost: [...told.acknowledged].filter(([key, number]) => stored.get(key) !== number).length,
      ghosts: [...told.refused].filter((key) => stored.has(key)).length,
      crooked: crooked.rowCount ?? -1,
    };
  }, url);
}
