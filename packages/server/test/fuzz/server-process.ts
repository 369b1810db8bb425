/** The process that is fuzzed: a server on a database file. It says where it listens, and how it is when asked. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentVersioning } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { bearerKeys, serve } from '@agent-versions/server';

/** What the process says. */
export type Said = { url: string } | Vitals;

/** How the process is. */
export interface Vitals {
  /** The most memory it ever had, in bytes. */
  peakMemory: number;
  /** Properties of shared prototypes that were not there at first. */
  polluted: string[];
}

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype];

const propertiesOf = () => PROTOTYPES.flatMap((prototype) => Reflect.ownKeys(prototype).map(String));

const folder = await mkdtemp(join(tmpdir(), 'agent-versions-fuzz-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
const storage = new LibSQLStore({ id: 'fuzzed', url: `file:${join(folder, 'agents.db')}` });
const versioning = new AgentVersioning({ storage });
await versioning.createAgent({ id: 'support', model: 'a' });
await versioning.save('support', { model: 'b' });
await versioning.setLabel('support', 'production', 1);
const server = await serve({
  storage,
  authenticate: bearerKeys([{ id: 'fuzzer', key: process.argv[2] ?? '' }]),
  port: 0,
  logger: false,
  limits: { rate: false },
});
const known = new Set(propertiesOf());

process.on('message', () => {
  const polluted = propertiesOf().filter((name) => !known.has(name));
  process.send?.({ peakMemory: process.resourceUsage().maxRSS * 1024, polluted } satisfies Said);
});
process.once('disconnect', async () => {
  await server.close();
  await storage.close();
  // what runs the sources keeps the channel open
  process.exit();
});
process.send?.({ url: server.url } satisfies Said);
