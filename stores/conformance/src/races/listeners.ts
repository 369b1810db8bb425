/** A race between writers of many agents and a listener that follows the whole feed. */
import { setImmediate } from 'node:timers/promises';
import type { AgentVersion, AgentVersionsStorage, CreateVersionInput, StoredEvent } from '@agent-versions/core';
import { type Outcome, outcomes } from '../refusal';
import { countTo, freshId } from '../samples';
import { eventsAfter, feedSettled } from '../settled-events';

/** Appends; each may live in another process. */
export type Writer = (input: CreateVersionInput) => Promise<Outcome<AgentVersion>>;

/** What the listener saw; right: the last four are zero. */
export interface ListenerFigures {
  /** Versions that were acknowledged. */
  written: number;
  /** Reads of the feed while they were written. */
  reads: number;
  /** Appends that were refused. */
  errors: number;
  /** Versions that the listener never heard of. */
  missed: number;
  /** Versions that it heard of twice. */
  twice: number;
  /** Versions that it heard of after a later one of the same agent. */
  disordered: number;
}

/** Writers of this process. */
export function writersOf(versions: AgentVersionsStorage, count: number): Writer[] {
  return countTo(count).map(() => async (input) => {
    return (await outcomes([versions.createVersion(input)]))[0] as Outcome<AgentVersion>;
  });
}

/** Lets writers append to `agents` agents by turns, while a listener reads on from where it was. */
export async function raceListener(
  versions: AgentVersionsStorage,
  input: { writers: readonly Writer[]; each: number; agents: number },
): Promise<ListenerFigures> {
  const agentIds = countTo(input.agents).map(() => freshId());
  await feedSettled(versions);
  const start = (await eventsAfter(versions)).at(-1)?.cursor;
  const settled: Outcome<AgentVersion>[] = [];
  let writing = true;
  const listening = listen(versions, { after: start, goOn: () => writing });
  await Promise.all(
    input.writers.map(async (write, writer) => {
      for (const turn of countTo(input.each)) {
        const agentId = agentIds[(writer + turn) % agentIds.length] ?? '';
        settled.push(await write({ agentId, snapshot: { writer, turn } }));
      }
    }),
  );
  writing = false;
  const { heard, cursor, reads } = await listening;
  await feedSettled(versions);
  heard.push(...(await eventsAfter(versions, { after: cursor })));
  return { ...compare(settled, heard), reads };
}

/** Reads on and on, to be at the end of the feed when others write there: whoever lags behind misses nothing. */
async function listen(
  versions: AgentVersionsStorage,
  input: { after: string | undefined; goOn: () => boolean },
): Promise<{ heard: StoredEvent[]; cursor: string | undefined; reads: number }> {
  const heard: StoredEvent[] = [];
  let cursor = input.after;
  let reads = 0;
  while (input.goOn()) {
    const page = await versions.listEvents({ after: cursor });
    heard.push(...page.events);
    cursor = page.cursor;
    reads += 1;
    await setImmediate();
  }
  return { heard, cursor, reads };
}

function compare(
  settled: readonly Outcome<AgentVersion>[],
  heard: readonly StoredEvent[],
): Omit<ListenerFigures, 'reads'> {
  const written = settled.flatMap((outcome) => (outcome.ok ? [outcome.value.id] : []));
  const times = new Map(written.map((id) => [id, 0]));
  const last = new Map<string, number>();
  let disordered = 0;
  for (const event of heard) {
    if (event.type !== 'version.created' || !times.has(event.versionId)) continue;
    times.set(event.versionId, (times.get(event.versionId) ?? 0) + 1);
    if (event.versionNumber < (last.get(event.agentId) ?? 0)) disordered += 1;
    last.set(event.agentId, event.versionNumber);
  }
  const counts = [...times.values()];
  return {
    written: written.length,
    errors: settled.length - written.length,
    missed: counts.filter((count) => count === 0).length,
    twice: counts.filter((count) => count > 1).length,
    disordered,
  };
}
