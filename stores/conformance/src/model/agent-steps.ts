/** Random steps on agents. */
import { AGENT_RECORD_FIELDS } from '@agent-versions/core';
import fc from 'fast-check';
import { configurations } from './json';
import { agentIndex, agree, beliefs, choose, index, pages, type Step, step } from './step';
import { cutPage } from './versions-model';

const orders = fc.record({
  field: fc.constantFrom('createdAt' as const, 'updatedAt' as const),
  direction: fc.constantFrom('ASC' as const, 'DESC' as const),
});

/** A revision near the true one, or undefined. */
function nearRevision(actual: number, belief: number | undefined): number | undefined {
  return belief === undefined ? undefined : Math.max(1, actual + belief);
}

const createAgent = step({
  name: 'createAgent',
  args: fc.record({ agent: agentIndex, config: configurations }),
  run: ({ agent, config }, { model, real }) => {
    const id = choose(model.agentIds, agent);
    const input = { ...config, id };
    return agree(real.agents.createAgent(input), (seen) => {
      model.agents.create(input, seen);
      model.agents.activate(id, model.versions.labels.heaviestFirst(id, 'active')[0]?.versionId);
      return model.agents.get(id);
    });
  },
});

const getAgent = step({
  name: 'getAgent',
  args: agentIndex,
  run: (agent, { model, real }) => {
    const id = choose(model.agentIds, agent);
    return agree(real.agents.getAgent(id), () => model.agents.get(id));
  },
});

const updateAgent = step({
  name: 'updateAgent',
  args: fc.record({
    agent: agentIndex,
    changes: configurations,
    remove: fc.array(index, { maxLength: 2 }),
    belief: beliefs,
  }),
  run: ({ agent, changes, remove: chosen, belief }, { model, real }) => {
    const id = choose(model.agentIds, agent);
    const stored = model.agents.get(id);
    const own: readonly string[] = AGENT_RECORD_FIELDS;
    const fields = ['absent', ...Object.keys(stored ?? {})].filter(
      (field) => !own.includes(field) && !Object.hasOwn(changes, field),
    );
    const remove = fields.length > 0 ? chosen.map((each) => choose(fields, each)) : [];
    const input = { id, changes, remove, expected: nearRevision(stored?.revision ?? 0, belief) };
    return agree(real.agents.updateAgent(input), (seen) => model.agents.update(input, seen));
  },
});

const deleteAgent = step({
  name: 'deleteAgent',
  args: fc.record({ agent: agentIndex, belief: beliefs }),
  run: ({ agent, belief }, { model, real }) => {
    const id = choose(model.agentIds, agent);
    const expected = nearRevision(model.agents.get(id)?.revision ?? 0, belief);
    return agree(real.agents.deleteAgent(id, { expected }), () => model.agents.delete(id, expected));
  },
});

const listAgents = step({
  name: 'listAgents',
  args: fc.record({ page: pages, orderBy: orders }, { requiredKeys: ['page'] }),
  run: ({ page, orderBy }, { model, real }) => {
    const { items: agents, ...rest } = cutPage(model.agents.list(orderBy), page);
    return agree(real.agents.listAgents({ ...page, orderBy }), () => ({ agents, ...rest }));
  },
});

/** Every kind, the frequent ones several times. */
export const agentSteps: fc.Arbitrary<Step>[] = [
  createAgent,
  createAgent,
  createAgent,
  getAgent,
  updateAgent,
  updateAgent,
  deleteAgent,
  listAgents,
];
