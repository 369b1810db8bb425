/**
 * Saves versions of one agent, `together` at a time; with `inject`, through a client of its own that it hands in. Says
 * how it went: what was acknowledged, the errors' codes, and for how long the event loop was held at worst.
 */
import { createClient } from '@libsql/client';
import { LibSQLAgentVersionsStorage } from '../../src/domains/agent-versions';
import { monitorLoop } from './loop-monitor';
import { readInput, say, waitForGo } from './speech';

/** What to save where. */
interface Input {
  url: string;
  inject?: boolean;
  agentId: string;
  saves: number;
  together: number;
  busyTimeout?: number;
}

const { url, inject, agentId, saves, together, busyTimeout } = readInput<Input>();
const place = inject ? { client: createClient({ url }) } : { url };
const versions = new LibSQLAgentVersionsStorage({ ...place, busyTimeout });
await versions.init();
await waitForGo();

const longestHold = monitorLoop();
const acknowledged: string[] = [];
const errors: Record<string, number> = {};
for (let saved = 0; saved < saves; saved += together) {
  const batch = Array.from({ length: Math.min(together, saves - saved) }, (_, index) =>
    versions.createVersion({ agentId, snapshot: { process: process.pid, save: saved + index } }).then(
      ({ id }) => acknowledged.push(id),
      (error) => {
        errors[error.code ?? error.name] = (errors[error.code ?? error.name] ?? 0) + 1;
      },
    ),
  );
  await Promise.all(batch);
}
const heldMilliseconds = longestHold();
await versions.close();
say({ acknowledged, errors, heldMilliseconds });
