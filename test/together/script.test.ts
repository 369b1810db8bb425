/** Random scripts on the versioning service get equal answers from every store, and from two stores put together. */
import { strictEqual } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { printFigure, replayPath, runSettings } from '@agent-versions/conformance';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from './lines';
import { historySteps } from './script/history-steps';
import { labelSteps } from './script/label-steps';
import { saveSteps } from './script/save-steps';
import { agree, type Script, type Worlds } from './script/step';
import { World } from './script/world';
import { KINDS, testStores } from './stores';

/** How many scripts run; how many steps each has at most. */
const SCRIPTS = 60;
const STEPS = 40;

const stores = testStores();

describe('random scripts', () => {
  it('get the same answers from memory, LibSQL, Postgres and a composite', { timeout: 600_000 }, async () => {
    const worlds = KINDS.map((kind) => new World(kind, stores.open(kind))) as unknown as Worlds;
    const settings = runSettings(SCRIPTS);
    const steps = fc.commands([...saveSteps, ...labelSteps, ...historySteps], {
      maxCommands: STEPS,
      size: 'max',
      ...replayPath(),
    });
    let run = 0;
    const property = fc.asyncProperty(steps, async (commands) => {
      const script = newScript();
      await fc.asyncModelRun(() => ({ model: script, real: worlds }), commands);
      for (const agentId of script.agentIds) await compareAll(worlds, agentId);
      run += script.steps;
    });
    await fc.assert(property, settings);
    const { numRuns: scripts, seed } = settings;
    printFigure(KINDS.join(', '), 'together.scripts', { scripts, steps: run, divergences: 0, seed });
    expect(run).toBeGreaterThan(scripts);
  });
});

function newScript(): Script {
  const run = randomUUID().slice(0, 8);
  return { agentIds: [`${run} a`, `${run} \u{1f600}`], steps: 0, instants: [] };
}

/** What a script may have changed without reading it again; and every history still verifies. */
async function compareAll(worlds: Worlds, agentId: string): Promise<void> {
  await agree(worlds, (service) => service.getAgent(agentId));
  await agree(worlds, (service) => service.list({ agentId, perPage: 1000 }));
  await agree(worlds, (service) => service.listLabels(agentId));
  await agree(worlds, async (service) => {
    const { moves } = await service.listLabelMoves({ agentId, perPage: 1000 });
    return moves.sort(byLabel);
  });
  await agree(worlds, async (service) => {
    const lines = await collect(service.exportHistories({ agentIds: [agentId] }));
    const parsed: { type: string; label: string }[] = lines.map((line) => JSON.parse(line));
    const moves = parsed.filter(({ type }) => type === 'labelMove').sort(byLabel);
    return [...parsed.filter(({ type }) => type !== 'labelMove'), ...moves];
  });
  await agree(worlds, async (service) => {
    const history = await service.list({ agentId, perPage: 1 });
    if (history.total > 0) strictEqual((await service.verifyHistory(agentId)).ok, true);
  });
  const [model, ...others] = worlds;
  const { length } = (await model.service.listEvents({ agentId, limit: 1000 })).events;
  for (const { name, service } of others) {
    // transactions elsewhere on the server hold the feed up
    const read = async () => (await service.listEvents({ agentId, limit: 1000 })).events.length;
    await expect.poll(read, { timeout: 20_000, message: `events of ${name}` }).toBeGreaterThanOrEqual(length);
  }
  await agree(worlds, async (service) => (await service.listEvents({ agentId, limit: 1000 })).events);
}

/** Moves of several labels at one moment are ordered by their ids, which differ. */
function byLabel(left: { label: string }, right: { label: string }): number {
  return left.label < right.label ? -1 : Number(left.label > right.label);
}
