/** Random scripts run on the store and on a model of the contract: every answer must be the same. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { printFigure } from '../figure';
import type { StoreConformanceInput } from '../input';
import { freshId } from '../samples';
import { type RunSettings, replayPath, runSettings } from '../settings';
import { eventsAfter, feedSettled } from '../settled-events';
import { openForTests } from '../store-under-test';
import { agentSteps } from './agent-steps';
import { AgentsModel } from './agents-model';
import { historySteps, knownEntries } from './history-steps';
import { labelSteps } from './label-steps';
import { agree, type Model, type Real } from './step';
import { versionSteps } from './version-steps';
import { VersionsModel } from './versions-model';

/** How many scripts run; how many steps each has at most. */
const SCRIPTS = 100;
const STEPS = 40;

/** Proves that the store answers as the model does. A failure prints its script, smallest first, and its seed. */
export function modelContract(input: StoreConformanceInput): void {
  describe('random scripts', () => {
    const store = openForTests(input);

    it('get the same answers from the store as from the model', { timeout: 600_000 }, async () => {
      const settings = runSettings(SCRIPTS);
      const steps = await runScripts(store, settings);
      printFigure(input.name, 'conformance.differential', {
        scripts: settings.numRuns,
        steps,
        divergences: 0,
        seed: settings.seed,
      });
    });
  });
}

/**
 * Runs random scripts on a store that nobody else uses; returns the number of steps.
 * @throws Error with the smallest script found whose answers differ, and how to run it again
 */
export async function runScripts(real: Real, settings: RunSettings): Promise<number> {
  let steps = 0;
  const scripts = fc.commands([...versionSteps, ...historySteps, ...labelSteps, ...agentSteps], {
    maxCommands: STEPS,
    size: 'max',
    ...replayPath(),
  });
  const property = fc.asyncProperty(scripts, async (script) => {
    const model = newModel();
    try {
      await fc.asyncModelRun(() => ({ model, real }), script);
      await compareAll(model, real);
    } finally {
      for (const id of model.agentIds) await real.agents.deleteAgent(id);
    }
    steps += [...script].length;
  });
  await fc.assert(property, settings);
  return steps;
}

function newModel(): Model {
  const run = freshId('run');
  const agents = new AgentsModel();
  return {
    agents,
    versions: new VersionsModel(agents),
    agentIds: ['a', 'A', '\u{1f600}'].map((name) => `${run} ${name}`),
    names: ['1', '\ufffd', '\u{1f600}', 'e\u0301', "'"].map((name) => `${run} ${name}`),
  };
}

/** The agent's events without what only the store knows. */
async function knownEvents({ versions }: Real, agentId: string): Promise<object[]> {
  const events = await eventsAfter(versions, { agentId });
  return events.map(({ at: _, cursor: __, ...known }) => known);
}

/** What a script may have changed without reading it again. */
async function compareAll(model: Model, real: Real): Promise<void> {
  await feedSettled(real.versions);
  for (const agentId of model.agentIds) {
    const input = { agentId, perPage: 1000 };
    await agree(real.versions.listVersions(input), () => model.versions.list(input));
    await agree(real.versions.getLatestVersion(agentId), () => model.versions.of(agentId).at(-1) ?? null);
    await agree(real.versions.countVersions(agentId), () => model.versions.of(agentId).length);
    await agree(real.versions.listLabels(agentId), () => model.versions.labels.of(agentId));
    await agree(real.agents.getAgent(agentId), () => model.agents.get(agentId));
    await agree(real.versions.getHead(agentId), () => model.versions.histories.head(agentId));
    await agree(knownEntries(real, { agentId, limit: 1000 }), () => model.versions.histories.entries(agentId));
    await agree(knownEvents(real, agentId), () => model.versions.histories.events(agentId));
  }
}
