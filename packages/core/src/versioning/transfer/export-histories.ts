/** Writes histories as lines of JSON, a page in memory at a time. */
import { z } from 'zod';
import { NotFoundError } from '../../errors';
import type { HistoryHead } from '../../storage/domains/agent-versions/records';
import { idSchema, parseInput } from '../../storage/input';
import { MAX_PER_PAGE } from '../../storage/pagination';
import type { ActionScope, VersioningContext } from '../context';
import { callbackSchema, signalSchema } from '../progress';
import { type ExportHistoriesProgress, type ExportWork, exportAgent, hasEntries } from './export-agent';
import { writeHeader, writeLine } from './write-lines';

/** Which histories are exported, and how that is watched. */
export interface ExportHistoriesOptions {
  /** Default: all agents that have a history or a record. */
  agentIds?: string[];
  /** Called after each page of entries or moves. */
  onProgress?: (progress: ExportHistoriesProgress) => void;
  /** Ends it between two pages, by throwing the signal's reason. */
  signal?: AbortSignal;
}

const optionsSchema = z.strictObject({
  agentIds: z.array(idSchema).optional(),
  onProgress: callbackSchema<ExportHistoriesProgress>().optional(),
  signal: signalSchema.optional(),
});

/**
 * All there is of agents: versions, what is left of the deleted, moves of labels, and the records. Of a deleted agent
 * nothing is left. What is saved while it runs may be part of it or not, but a label is never without its version.
 * @throws NotFoundError when an agent that is asked for has neither history nor record
 * @throws CorruptRowError when a number of a history is missing
 */
export async function* exportHistories(
  context: VersioningContext,
  options: ExportHistoriesOptions = {},
): AsyncGenerator<string> {
  const { agentIds, onProgress, signal } = parseInput(optionsSchema, options);
  const scope = await open(context, agentIds);
  const progress: ExportHistoriesProgress = { agents: 0, versions: 0, deletions: 0, moves: 0 };
  const step = () => {
    signal?.throwIfAborted();
    onProgress?.({ ...progress });
  };
  const work = { scope, progress, step };
  yield writeHeader();
  if (agentIds) {
    for (const agentId of new Set(agentIds)) yield* exportNamed(work, agentId);
  } else {
    yield* exportAll(work);
  }
  yield writeLine({ type: 'end', agents: progress.agents });
}

/** Asks the policy once for all, or for each agent by name. */
async function open(context: VersioningContext, agentIds: readonly string[] | undefined): Promise<ActionScope> {
  const about = { operation: 'exportHistories', action: 'history.export' } as const;
  for (const agentId of agentIds?.slice(1) ?? []) await context.run({ ...about, agentId }, async () => {});
  const first = agentIds?.[0];
  return context.run(first === undefined ? about : { ...about, agentId: first }, async (scope) => scope);
}

async function* exportNamed(work: ExportWork, agentId: string): AsyncGenerator<string> {
  const { agents, versions } = work.scope;
  const [agent, head] = [await agents.getAgent(agentId), await versions.getHead(agentId)];
  if (!agent && !hasEntries(head)) throw new NotFoundError({ entity: 'agent', id: agentId });
  yield* exportAgent(work, { agentId, agent, head });
}

/** Histories by agent id; then the agents that had none when it began, with what they may have by now. */
async function* exportAll(work: ExportWork): AsyncGenerator<string> {
  const { agents, versions } = work.scope;
  const withoutHistory = await findWithoutHistory(work);
  for (let heads = await versions.listHeads({ limit: MAX_PER_PAGE }); heads.length > 0; ) {
    for (const head of heads) {
      const { agentId } = head;
      withoutHistory.delete(agentId);
      const agent = await agents.getAgent(agentId);
      if (agent || hasEntries(head)) yield* exportAgent(work, { agentId, agent, head });
    }
    heads = await versions.listHeads({ after: (heads.at(-1) as HistoryHead).agentId, limit: MAX_PER_PAGE });
  }
  for (const agentId of withoutHistory) {
    const [agent, head] = [await agents.getAgent(agentId), await versions.getHead(agentId)];
    if (agent) yield* exportAgent(work, { agentId, agent, head });
  }
}

/** The ids of agents without versions: few, as the service makes none. */
async function findWithoutHistory({ scope, step }: ExportWork): Promise<Set<string>> {
  const found = new Set<string>();
  const orderBy = { field: 'createdAt', direction: 'ASC' } as const;
  for (let page = 1; ; page += 1) {
    step();
    const { agents, hasMore } = await scope.agents.listAgents({ page, perPage: MAX_PER_PAGE, orderBy });
    for (const { id, versionNumber } of agents) {
      if (versionNumber === undefined && !(await scope.versions.getHead(id))) found.add(id);
    }
    if (!hasMore) return found;
  }
}
