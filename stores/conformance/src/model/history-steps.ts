/** Random steps on whole histories: finding, deleting, pruning, redacting, ending. */
import type { HistoryEntry, ListHistoryInput, VersionSelector } from '@agent-versions/core';
import fc from 'fast-check';
import { HOSTILE_TEXTS } from '../hazards/values';
import { agentIndex, agree, choose, index, type Model, type Real, type Step, step } from './step';
import { anyVersion } from './version-steps';

const texts = fc.constantFrom(...HOSTILE_TEXTS.map(({ text }) => text));
const notes = fc.record({ deletedBy: texts, reason: texts }, { requiredKeys: [] });

/** Entries without the times that only the store knows. */
export async function knownEntries({ versions }: Real, input: ListHistoryInput): Promise<object[]> {
  const entries: HistoryEntry[] = await versions.listHistory(input);
  return entries.map((entry) => {
    if (entry.kind === 'version') return entry;
    const { deletedAt: _, ...deletion } = entry.deletion;
    return { kind: entry.kind, deletion };
  });
}

const kinds = ['id', 'versionNumber', 'label', 'ancestor', 'name', 'idempotencyKey'] as const;

function toSelector(model: Model, { kind, chosen }: { kind: (typeof kinds)[number]; chosen: number }): VersionSelector {
  const labels = ['active', 'production', 'a_b', 'a-b'];
  switch (kind) {
    case 'id':
      return { id: anyVersion(model, chosen) };
    case 'versionNumber':
      return { versionNumber: (chosen % 8) + 1 };
    case 'ancestor':
      return { ancestor: chosen % 5 };
    case 'label':
      return { label: choose(labels, chosen) };
    case 'name':
      return { name: chosen % 2 === 0 ? choose(labels, chosen) : anyVersion(model, chosen) };
    case 'idempotencyKey':
      return { idempotencyKey: choose(model.names, chosen % 2) };
  }
}

const findVersions = step({
  name: 'findVersions',
  args: fc.record({
    agent: agentIndex,
    kind: fc.constantFrom(...kinds),
    chosen: index,
    known: fc.array(index, { maxLength: 2 }),
  }),
  run: ({ agent, kind, chosen, known: knownOnes }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    const selector = toSelector(model, { kind, chosen });
    const known = knownOnes.map((each) => anyVersion(model, each));
    return agree(real.versions.findVersions({ agentId, selector, known }), () =>
      model.versions.find(agentId, selector).map(({ version, weight }) => {
        const { snapshot, ...summary } = version;
        return { version: known.includes(version.id) ? summary : { ...summary, snapshot }, weight };
      }),
    );
  },
});

const deleteVersion = step({
  name: 'deleteVersion',
  args: fc.record({ chosen: index, note: notes }),
  run: ({ chosen, note }, { model, real }) => {
    const id = anyVersion(model, chosen);
    return agree(real.versions.deleteVersion(id, note), () => model.versions.delete(id, note));
  },
});

const deleteVersionsByAgentId = step({
  name: 'deleteVersionsByAgentId',
  args: fc.record({ agent: agentIndex, note: notes }),
  run: ({ agent, note }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    const call = real.versions.deleteVersionsByAgentId(agentId, note);
    return agree(call, () => model.versions.deleteAll(agentId, note));
  },
});

const pruneVersions = step({
  name: 'pruneVersions',
  args: fc.record(
    {
      agent: agentIndex,
      note: notes,
      through: fc.integer({ min: 1, max: 9 }),
      after: fc.integer({ min: 0, max: 5 }),
      before: fc.constantFrom(new Date(0), new Date('2024-01-01'), new Date('9999-01-01')),
      limit: fc.constantFrom(1, 2, 1000),
      keepNamed: fc.boolean(),
      dryRun: fc.boolean(),
    },
    { requiredKeys: ['agent', 'note', 'through'] },
  ),
  run: ({ agent, note, ...rest }, { model, real }) => {
    const input = { agentId: choose(model.agentIds, agent), ...note, ...rest };
    return agree(real.versions.pruneVersions(input), () => model.versions.prune(input));
  },
});

const redactVersion = step({
  name: 'redactVersion',
  args: fc.record({ agent: agentIndex, chosen: index, redactedBy: texts }, { requiredKeys: ['agent', 'chosen'] }),
  run: ({ agent, chosen, ...who }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    const input = { agentId, versionId: anyVersion(model, chosen), reason: 'secret', ...who };
    return agree(real.versions.redactVersion(input), (seen) => model.versions.redact(input, seen));
  },
});

const deleteHistory = step({
  name: 'deleteHistory',
  args: fc.record({
    agent: agentIndex,
    note: notes,
    record: fc.constantFrom(undefined, {}, 0, 1),
    last: fc.constantFrom(undefined, undefined, undefined, 0, 1),
  }),
  run: ({ agent, note, record, last }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    const revision = model.agents.get(agentId)?.revision ?? 0;
    const expected = typeof record === 'number' ? { expected: Math.max(1, revision + record) } : record;
    const lastNumber =
      last === undefined ? undefined : (model.versions.histories.head(agentId)?.lastNumber ?? 1) + last;
    const input = { agentId, record: expected, lastNumber, ...note };
    return agree(real.versions.deleteHistory(input), () => model.versions.end(input));
  },
});

const readHistory = step({
  name: 'getHead and listHistory',
  args: fc.record({ agent: agentIndex, after: fc.integer({ min: 0, max: 6 }), limit: fc.constantFrom(1, 3, 1000) }),
  run: async ({ agent, after, limit }, { model, real }) => {
    const agentId = choose(model.agentIds, agent);
    await agree(real.versions.getHead(agentId), () => model.versions.histories.head(agentId));
    await agree(knownEntries(real, { agentId, after, limit }), () =>
      model.versions.histories
        .entries(agentId)
        .filter((entry) => (entry.kind === 'version' ? entry.version : entry.deletion).versionNumber > after)
        .slice(0, limit),
    );
  },
});

/** Every kind, the frequent ones several times. */
export const historySteps: fc.Arbitrary<Step>[] = [
  findVersions,
  findVersions,
  deleteVersion,
  deleteVersion,
  deleteVersionsByAgentId,
  pruneVersions,
  pruneVersions,
  redactVersion,
  deleteHistory,
  readHistory,
];
