/** The same races across two processes, and what is there when both are gone. */
import type { AgentVersionSummary } from '@agent-versions/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printFigure } from '../figure';
import type { ProcessConnection, StoreConformanceInput, StoreProcesses } from '../input';
import { Child } from '../processes/child';
import { countTo, freshId } from '../samples';
import { PATIENCE } from '../settings';
import { type Caller, inTurn, resultOf } from './caller';
import { defineRaces } from './races';
import { compareWithStored, readAll } from './saves';

/** Proves the rules between processes. */
export function versioningAcrossProcesses(input: StoreConformanceInput, processes: StoreProcesses): void {
  describe('versioning in two processes', () => {
    let close: (() => Promise<void>) | undefined;
    let connection: ProcessConnection;
    let children: Child[] = [];

    beforeAll(async () => {
      const storage = await input.open();
      close = () => input.close(storage);
      connection = processes.connect(storage);
      children = await startChildren(connection, 2);
    }, PATIENCE.timeout);

    afterAll(async () => {
      await Promise.all(children.map((child) => child.stop()));
      await close?.();
    }, PATIENCE.timeout);

    defineRaces({ name: input.name, suffix: ', processes', callers: () => children.map(callerOfChild) });

    it('that are killed after their last answer leave every version they acknowledged', PATIENCE, async () => {
      const agentId = freshId();
      const saved = await saveUntilKilled(await startChildren(connection, 2), agentId);
      const [reader] = await startChildren(connection, 1);
      if (!reader) throw new Error('A process must have started');
      const stored = await readAll(callerOfChild(reader), agentId);
      const report = resultOf(await reader.ask('verifyHistory', agentId));
      await reader.stop();
      const figures = { ...compareWithStored(saved, stored), verified: report.ok };
      printFigure(input.name, 'versioning.reopen', figures);
      expect(figures).toEqual({ saved: 101, lost: 0, duplicates: 0, gaps: 0, verified: true });
    });
  });
}

/** A hundred saves, no one of them begun before the last was answered; then the processes are killed. */
async function saveUntilKilled(children: readonly Child[], agentId: string): Promise<AgentVersionSummary[]> {
  const callers = children.map(callerOfChild);
  const { version: first } = resultOf(await inTurn(callers, 0)('createAgent', { id: agentId }));
  const saved: AgentVersionSummary[] = [first];
  for (const round of countTo(100)) {
    saved.push(resultOf(await inTurn(callers, round)('save', agentId, { round })).version);
  }
  await Promise.all(children.map((child) => child.kill()));
  return saved;
}

async function startChildren(connection: ProcessConnection, count: number): Promise<Child[]> {
  const children = countTo(count).map(() => new Child({ module: connection.module }));
  await Promise.all(children.map((child) => child.open(connection)));
  return children;
}

function callerOfChild(child: Child): Caller {
  return (method, ...args) => child.ask(method, ...args);
}
