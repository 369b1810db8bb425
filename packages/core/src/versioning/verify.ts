/** Verifies a whole history: every hash, every link, every number, and the row that says where it stands. */
import { z } from 'zod';
import { NotFoundError } from '../errors';
import type { HistoryEntry, HistoryHead } from '../storage/domains/agent-versions/records';
import { hashSchema, parseInput, positiveIntegerSchema } from '../storage/input';
import type { ActionScope, VersioningContext } from './context';
import { type HistoryAnchor, type HistoryBreak, HistoryCheck, type HistoryCounts, numberOf } from './history-check';
import { HistoryReader } from './history-reader';
import { callbackSchema, signalSchema } from './progress';

/** How a history is verified. */
export interface VerifyHistoryOptions {
  /** A link noted earlier: without one, a history that is cut off at its end, or made anew as a whole, passes. */
  anchor?: HistoryAnchor;
  /** Called after each page of entries. */
  onProgress?: (progress: VerifyHistoryProgress) => void;
  /** Ends it between two pages, by throwing the signal's reason. */
  signal?: AbortSignal;
}

/** How far a verification is. */
export interface VerifyHistoryProgress extends HistoryCounts {
  /** The last number that was looked at. */
  versionNumber: number;
  /** The number that it goes to. */
  lastNumber: number;
}

/** What a verification found, and how much it looked at. */
export type VerifyHistoryOutput = HistoryCounts &
  (
    | {
        ok: true;
        /** The end of the chain, to be kept elsewhere as the next `anchor`; absent where no chain has begun. */
        head?: HistoryAnchor;
      }
    | {
        ok: false;
        /** The first break: nothing after it was looked at. */
        break: HistoryBreak;
      }
  );

interface Walk {
  check: HistoryCheck;
  found: HistoryBreak | null;
  /** The highest number that was met. */
  seen: number;
}

const optionsSchema = z.strictObject({
  anchor: z.strictObject({ versionNumber: positiveIntegerSchema, chainHash: hashSchema }).optional(),
  onProgress: callbackSchema<VerifyHistoryProgress>().optional(),
  signal: signalSchema.optional(),
});

type Options = z.output<typeof optionsSchema>;

/**
 * Computes everything that a history's hash chain covers once more (snapshots, authors, messages, times, order) and
 * reports the first break; what is saved or deleted meanwhile is none. Names, changed fields and the notes on deletions
 * and redactions are not covered. Snapshots are read page by page.
 *
 * Two things it cannot see without an anchor: that the history was cut off at its end, its head with it, and that it was
 * made anew as a whole, links included. Whoever deletes or redacts by the rules leaves a note, and no break.
 * @throws NotFoundError when there is neither a history nor an agent
 * @throws CorruptRowError when a row cannot even be read back
 */
export async function verifyHistory(
  context: VersioningContext,
  { agentId, options }: { agentId: string; options: VerifyHistoryOptions | undefined },
): Promise<VerifyHistoryOutput> {
  const settings = parseInput(optionsSchema, options ?? {});
  return context.run({ operation: 'verifyHistory', action: 'history.verify', agentId }, async (scope) => {
    for (;;) {
      const head = await readHead(scope, agentId);
      const walk = await walkHistory(scope, { head, settings });
      const after = await readHead(scope, agentId);
      if (after.floorNumber !== head.floorNumber) continue; // deleted meanwhile, and perhaps begun anew
      if (after.lastNumber === 0 && walk.seen === 0) await requireAgent(scope, agentId);
      return report(walk, { head, after });
    }
  });
}

/** Where the history stands; where nothing says so, it must be empty. */
async function readHead({ versions }: ActionScope, agentId: string): Promise<HistoryHead> {
  const empty = { agentId, lastNumber: 0, headNumber: 0, versionCount: 0, floorNumber: 0 };
  return (await versions.getHead(agentId)) ?? empty;
}

async function requireAgent({ agents }: ActionScope, agentId: string): Promise<void> {
  if (!(await agents.getAgent(agentId))) throw new NotFoundError({ entity: 'agent', id: agentId });
}

async function walkHistory(
  { versions }: ActionScope,
  { head, settings }: { head: HistoryHead; settings: Options },
): Promise<Walk> {
  const { anchor, signal, onProgress } = settings;
  const check = new HistoryCheck({ start: head, anchor });
  const reader = new HistoryReader({ versions, agentId: head.agentId, after: head.floorNumber });
  const walk: Walk = { check, found: check.begin(), seen: head.floorNumber };
  while (!walk.found && walk.seen <= head.lastNumber) {
    signal?.throwIfAborted();
    const entries = await reader.read();
    if (entries.length === 0) break;
    addPage(walk, { entries, head });
    const { counts, lastNumber: versionNumber } = check;
    onProgress?.({ ...counts, versionNumber, lastNumber: head.lastNumber });
  }
  return walk;
}

/** Looks at a page, as far as the head reaches. */
function addPage(walk: Walk, { entries, head }: { entries: readonly HistoryEntry[]; head: HistoryHead }): void {
  for (const entry of entries) {
    walk.seen = Math.max(walk.seen, numberOf(entry));
    if (walk.found || walk.seen > head.lastNumber) return;
    walk.found = walk.check.add(entry);
  }
}

function report(walk: Walk, heads: { head: HistoryHead; after: HistoryHead }): VerifyHistoryOutput {
  const { check, seen } = walk;
  const found = walk.found ?? check.end({ ...heads, seen });
  if (found) return { ok: false, break: found, ...check.counts };
  const { link: chainHash, lastNumber: versionNumber } = check;
  return { ok: true, ...(chainHash === undefined ? {} : { head: { versionNumber, chainHash } }), ...check.counts };
}
