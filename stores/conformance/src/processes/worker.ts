/** A process of its own that shares a database with the suite: opens it, does as it is told, and answers. */
import { pathToFileURL } from 'node:url';
import { AgentVersioning, isStorageError, type MastraStorage } from '@agent-versions/core';
import type { ProcessConnection } from '../input';
import { describeError, type Outcome } from '../refusal';
import { countTo } from '../samples';
import type { Reply, Request, SavesJob, SavesReport } from './protocol';

let storage: MastraStorage | undefined;
let versioning: AgentVersioning | undefined;

process.on('message', (request: Request) => {
  void reply(request).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));

async function reply(request: Request): Promise<Reply> {
  const { id } = request;
  try {
    return { id, outcome: { ok: true, value: await act(request) } };
  } catch (error) {
    if (!isStorageError(error)) return { id, crash: error instanceof Error ? String(error.stack) : String(error) };
    return { id, outcome: { ok: false, refusal: describeError(error) } satisfies Outcome<never> };
  }
}

async function act(request: Request): Promise<unknown> {
  switch (request.kind) {
    case 'open':
      storage = await open(request.connection);
      return;
    case 'call': {
      const domain = await opened().requireStore(request.domain);
      return Reflect.apply(Reflect.get(domain, request.method), domain, request.args);
    }
    case 'ask': {
      versioning ??= new AgentVersioning({ storage: opened() });
      return Reflect.apply(versioning[request.method], versioning, request.args);
    }
    case 'saves':
      return save(request.job);
    case 'close':
      await opened().close();
  }
}

async function open({ module, config }: ProcessConnection): Promise<MastraStorage> {
  const url = module.startsWith('file:') ? module : pathToFileURL(module).href;
  const opener: { open(config: unknown): Promise<MastraStorage> | MastraStorage } = await import(url);
  return opener.open(config);
}

async function save({ agentId, count, atOnce }: SavesJob): Promise<SavesReport> {
  const versions = await opened().requireStore('agentVersions');
  const report: SavesReport = { saved: [], errors: [], worstWait: 0 };
  let left = count;
  const saveInTurn = async (lane: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const begun = performance.now();
      try {
        const made = await versions.createVersion({ agentId, snapshot: { lane, left, process: process.pid } });
        report.saved.push({ id: made.id, versionNumber: made.versionNumber, contentHash: made.contentHash });
      } catch (error) {
        report.errors.push(String(error));
      }
      report.worstWait = Math.max(report.worstWait, performance.now() - begun);
    }
  };
  await Promise.all(countTo(atOnce).map(saveInTurn));
  return report;
}

function opened(): MastraStorage {
  if (!storage) throw new Error('The suite opens the store before it asks for anything');
  return storage;
}
