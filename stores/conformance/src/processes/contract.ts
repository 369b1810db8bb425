/** What must hold while several processes work on one database. */
import type { Expected } from '@agent-versions/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printFigure } from '../figure';
import { STORABLE_TIMES } from '../hazards/ids';
import type { StoreConformanceInput, StoreProcesses } from '../input';
import { auditHistory, type ExpectedFigures, judgeRound } from '../races/creators';
import { countTo, freshId } from '../samples';
import { PATIENCE } from '../settings';
import { raceDeleteAcross, raceEditsAcross, raceListenerAcross, raceRecordedSavesAcross } from './races';
import { type Processes, startProcesses } from './running';

/** Proves the promises that two processes could break. */
export function processesContract(input: StoreConformanceInput, processes: StoreProcesses): void {
  describe('four processes', () => {
    let started: Processes | undefined;
    beforeAll(async () => {
      started = await startProcesses(input, processes);
    }, PATIENCE.timeout);
    afterAll(async () => {
      await Promise.all(started?.children.map((child) => child.stop()) ?? []);
      if (started) await input.close(started.storage);
    }, PATIENCE.timeout);
    const current = (): Processes => {
      if (!started) throw new Error('The processes run inside tests only');
      return started;
    };
    appends(input.name, current);
    saving(input.name, current);
    changes(input.name, current);
    times(input.name, current);
  });
}

function appends(name: string, current: () => Processes): void {
  it('that meet a new namespace at once all begin to work', async () => {
    const { first, versions } = current();
    const numbers = first.outcomes.map((outcome) => (outcome.ok ? outcome.value.versionNumber : outcome.refusal));
    expect(numbers.toSorted()).toEqual([1, 2, 3, 4]);
    expect(await versions.countVersions(first.agentId)).toBe(4);
  });

  it('save one agent fifty times each: all that was acknowledged is stored, unique and gapless', PATIENCE, async () => {
    const { children, versions } = current();
    const agentId = freshId();
    const reports = await Promise.all(children.map((child) => child.saves({ agentId, count: 50, atOnce: 5 })));
    const saved = reports.flatMap((report) => report.saved);
    const errors = reports.flatMap((report) => report.errors);
    const figures = { ...(await auditHistory(versions, { agentId, saved })), errors: errors.length };
    const worstWait = `${Math.round(Math.max(...reports.map((report) => report.worstWait)))} ms`;
    printFigure(name, 'race.processes', { ...figures, worstWait });
    expect(errors).toEqual([]);
    expect(figures).toEqual({ saved: 200, lost: 0, duplicates: 0, gaps: 0, miscounted: 0, errors: 0 });
  });

  it('that expect the same head, or none: exactly one wins', PATIENCE, async () => {
    const { children, versions } = current();
    const agentId = freshId();
    const figures: ExpectedFigures = { rounds: 30, winners: 0, wrongRounds: 0, wrongRefusals: 0 };
    for (const round of countTo(30)) {
      const expected: Expected = (await versions.getLatestVersion(agentId))?.versionNumber ?? 'none';
      const call = { agentId, snapshot: { round }, expected };
      const settled = await Promise.all(children.map((child) => child.call('agentVersions', 'createVersion', call)));
      const actual = expected === 'none' ? 1 : expected + 1;
      judgeRound(figures, settled, { code: 'conflict', entity: 'version', id: agentId, expected, actual });
    }
    printFigure(name, 'race.expected, processes', figures);
    expect(figures).toEqual({ rounds: 30, winners: 30, wrongRounds: 0, wrongRefusals: 0 });
  });

  it('that repeat one call under one idempotency key get one version', PATIENCE, async () => {
    const { children, versions } = current();
    const agentId = freshId();
    let otherAnswers = 0;
    for (const round of countTo(20)) {
      const call = { agentId, snapshot: { round }, idempotencyKey: `key ${round}` };
      const settled = await Promise.all(children.map((child) => child.call('agentVersions', 'createVersion', call)));
      const stored = await versions.getLatestVersion(agentId);
      otherAnswers += settled.filter((outcome) => !outcome.ok || outcome.value.id !== stored?.id).length;
    }
    const figures = { rounds: 20, versions: await versions.countVersions(agentId), otherAnswers };
    printFigure(name, 'race.idempotencyKey, processes', figures);
    expect(figures).toEqual({ rounds: 20, versions: 20, otherAnswers: 0 });
  });
}

function saving(name: string, current: () => Processes): void {
  it('that save with the record lose no change, and record and head never part', PATIENCE, async () => {
    const figures = await raceRecordedSavesAcross(current(), { rounds: 2 });
    printFigure(name, 'race.recordedSaves, processes', figures);
    const right = { errors: 0, lost: 0, duplicates: 0, gaps: 0, miscounted: 0, apart: 0 };
    expect(figures).toEqual({ saved: 41, retries: figures.retries, ...right });
  });

  it('are heard of by a listener: all that they write to five agents, once and in order', PATIENCE, async () => {
    const figures = await raceListenerAcross(current(), { each: 10, agents: 5 });
    printFigure(name, 'race.listener, processes', figures);
    expect(figures).toEqual({ written: 200, reads: figures.reads, errors: 0, missed: 0, twice: 0, disordered: 0 });
  });
}

function changes(name: string, current: () => Processes): void {
  it(
    'of which one deletes what another points a label at never leave a label without its version',
    PATIENCE,
    async () => {
      const figures = await raceDeleteAcross(current(), { rounds: 200 });
      printFigure(name, 'race.activeDelete, processes', figures);
      expect(figures).toMatchObject({ rounds: 200, dangling: 0, misprojected: 0, wrongAnswers: 0 });
    },
  );

  it('that edit different fields of one agent lose none', PATIENCE, async () => {
    const figures = await raceEditsAcross(current(), { rounds: 25 });
    printFigure(name, 'race.edits, processes', figures);
    expect(figures).toEqual({ edits: 100, errors: 0, lost: 0 });
  });
}

function times(name: string, current: () => Processes): void {
  it('in four time zones read the same times', PATIENCE, async () => {
    const { children } = current();
    const agentId = freshId();
    let maxDrift = 0;
    for (const [index, time] of [...STORABLE_TIMES, undefined].entries()) {
      const writer = children[index % children.length];
      const createdAt = time === undefined ? undefined : new Date(time);
      const made = await writer?.call('agentVersions', 'createVersion', { agentId, snapshot: {}, createdAt });
      if (!made?.ok) throw new Error('The version was refused');
      const truth = (createdAt ?? made.value.createdAt).getTime();
      const reads = await Promise.all(
        children.map((child) => child.call('agentVersions', 'getVersion', made.value.id)),
      );
      const seen = [made, ...reads].map(
        (read) => (read.ok ? read.value?.createdAt.getTime() : undefined) ?? Number.NaN,
      );
      maxDrift = Math.max(maxDrift, ...seen.map((each) => Math.abs(each - truth)));
      if (time === undefined) expect(Math.abs(Date.now() - truth)).toBeLessThan(60_000);
    }
    printFigure(name, 'conformance.time', { zones: children.length, maxDrift: `${maxDrift} ms` });
    expect(maxDrift).toBe(0);
  });
}
