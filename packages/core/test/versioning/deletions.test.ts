/** An agent's end between the steps of what others do with it: nothing of it is left, in one database or in two. */
import { describe, expect, it } from 'vitest';
import type { AgentVersioning } from '../../src/versioning/service';
import { agentId, type Domains, LAYOUTS, serviceOver, watched } from './stores';

/** Ways to come by an agent. */
const AGENTS: [string, (domains: Domains) => Promise<unknown>][] = [
  ['an agent with a version', (domains) => serviceOver(domains).versioning.createAgent({ id: agentId, model: 'a' })],
  ['an agent that has none yet', ({ agents }) => agents.createAgent({ id: agentId, model: 'a' })],
  ['no agent', async () => {}],
];

/** What may be interrupted; where there is nothing to do it with, it is refused. */
const ACTIONS: [string, (versioning: AgentVersioning) => Promise<unknown>][] = [
  ['createAgent', (v) => v.createAgent({ id: agentId, model: 'b' })],
  ['createAgent, activated', (v) => v.createAgent({ id: agentId, model: 'b' }, { labels: ['active'] })],
  ['createAgent under a key', (v) => v.createAgent({ id: agentId, model: 'b' }, { idempotencyKey: 'k' })],
  ['save', (v) => v.save(agentId, { model: 'b' })],
  ['save, activated', (v) => v.save(agentId, { model: 'b' }, { labels: ['active', 'production'] })],
  ['save under a key', (v) => v.save(agentId, { model: 'b' }, { idempotencyKey: 'k' })],
  ['createVersion', (v) => v.createVersion(agentId)],
  ['updateWithVersion', (v) => v.updateWithVersion(agentId, { model: 'b' }, 'x')],
  ['restore', (v) => v.restore(agentId, 1)],
  ['rollback', (v) => v.rollback(agentId, 1)],
  ['activate', (v) => v.activate(agentId, 1)],
];

const CASES = LAYOUTS.flatMap(([layout, domains]) =>
  AGENTS.flatMap(([which, create]) =>
    ACTIONS.map(([name, action]) => ({ layout, domains, which, create, name, action })),
  ),
);

describe.each(CASES)('$name over $layout, of $which', ({ domains, create, action }) => {
  it('leaves nothing, wherever the agent is deleted meanwhile', async () => {
    for (let call = 1; ; call += 1) {
      const there = domains();
      await create(there);
      const { versioning } = serviceOver(there);
      let calls = 0;
      const interrupted = watched(there, async () => {
        calls += 1;
        if (calls === call) await versioning.deleteAgent(agentId);
      });
      const outcome = await settle(action(serviceOver(interrupted).versioning));
      if (calls < call) break;
      const agent = await versioning.getAgent(agentId);
      if (agent) {
        // it was made after that end, whole
        expect(outcome).toMatchObject({ created: true, agent });
        expect((await versioning.list({ agentId })).total).toBe(1);
        continue;
      }
      expect(await versioning.listLabels(agentId)).toEqual([]);
      expect((await versioning.list({ agentId })).versions).toEqual([]);
    }
  });
});

/** What came of it, or the code it was refused with. */
function settle(action: Promise<unknown>): Promise<unknown> {
  return action.catch(({ code }) => {
    expect(['not_found', 'conflict']).toContain(code);
    return code;
  });
}
