/** Retention: deletes the versions that no rule keeps, in batches, up to a line that is drawn once at the start. */
import { z } from 'zod';
import type { PrunedVersion, PruneVersionsInput } from '../storage/domains/agent-versions/calls';
import { FIRST_TIME, MAX_INTEGER, parseInput, textSchema } from '../storage/input';
import { MAX_PER_PAGE } from '../storage/pagination';
import { present } from '../storage/present';
import type { ActionScope, VersioningContext } from './context';
import { callbackSchema, signalSchema } from './progress';
import type { RetentionPolicy } from './types';

/** How versions are pruned, beside the rules. */
export interface PruneRunOptions {
  /** Only says what would go (default false). */
  dryRun?: boolean;
  /** Kept with what is left of the deleted. Default: the rules, in words. */
  reason?: string;
  /** Called after each batch. */
  onProgress?: (progress: PruneProgress) => void;
  /** Ends it between two batches, by throwing the signal's reason; what is deleted by then stays deleted. */
  signal?: AbortSignal;
}

/** The rules, and how they are carried out. */
export interface PruneOptions extends RetentionPolicy, PruneRunOptions {}

/** How far pruning is. */
export interface PruneProgress {
  /** How many versions were deleted, or would be, so far. */
  deleted: number;
  /** No older version is left to look at. */
  versionNumber: number;
}

/** A version that was deleted, or would be. */
export interface DeletedVersion extends PrunedVersion {
  /** Every rule that did not keep it: `beyond the newest 10 and older than 30 days`. */
  reason: string;
}

/** What pruning did, or would do. */
export interface PruneOutput {
  /** By number. */
  deleted: DeletedVersion[];
  /** How many of the versions that were there at the start are left. */
  kept: number;
}

/** The largest age: the years that databases know are fewer. */
const MAX_AGE = 8_640_000_000_000_000;

const UNITS: readonly [milliseconds: number, name: string][] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
  [1, 'millisecond'],
];

const keepLastSchema = z
  .int()
  .min(1)
  .max(MAX_INTEGER - 1);

const runShape = {
  dryRun: z.boolean().default(false),
  reason: textSchema.optional(),
  onProgress: callbackSchema<PruneProgress>().optional(),
  signal: signalSchema.optional(),
};

const pruneSchema = z
  .strictObject({
    keepLast: keepLastSchema.optional(),
    maxAge: z.int().min(1).max(MAX_AGE).optional(),
    keepNamed: z.boolean().default(false),
    ...runShape,
  })
  .refine(({ keepLast, maxAge }) => keepLast !== undefined || maxAge !== undefined, 'needs keepLast, maxAge or both');

const limitSchema = z.strictObject({ maxVersions: keepLastSchema, ...runShape });

type PruneCommand = z.output<typeof pruneSchema>;

/**
 * Deletes the versions of an agent that no rule keeps; labelled ones never go. What is saved from now on is not touched,
 * so that it never deletes more than it says. Safe to end and to repeat; batches of up to 1000.
 */
export async function pruneHistory(
  context: VersioningContext,
  { agentId, options }: { agentId: string; options: PruneOptions },
): Promise<PruneOutput> {
  return prune(context, { operation: 'prune', agentId, command: parseInput(pruneSchema, options) });
}

/** Keeps the newest versions, that many, and those with a label. */
export async function enforceRetentionLimit(
  context: VersioningContext,
  input: { agentId: string; maxVersions: number; options: PruneRunOptions | undefined },
): Promise<PruneOutput> {
  const { agentId, maxVersions: limit, options } = input;
  const { maxVersions: keepLast, ...run } = parseInput(limitSchema, { ...options, maxVersions: limit });
  return prune(context, {
    operation: 'enforceRetentionLimit',
    agentId,
    command: { ...run, keepLast, keepNamed: false },
  });
}

async function prune(
  context: VersioningContext,
  { operation, agentId, command }: { operation: string; agentId: string; command: PruneCommand },
): Promise<PruneOutput> {
  return context.run({ operation, action: 'version.prune', agentId }, async (scope) => {
    const before =
      command.maxAge === undefined ? undefined : new Date(Math.max(Date.now() - command.maxAge, FIRST_TIME));
    const { through, total } = await drawLine(scope, { agentId, keepLast: command.keepLast ?? 0 });
    const why = describe(command);
    const { keepNamed, dryRun, reason = why } = command;
    const rules = { agentId, through, before, keepNamed, dryRun, deletedBy: context.actor?.id, reason };
    const deleted: DeletedVersion[] = [];
    for await (const batch of batches(scope, { rules, command })) {
      for (const version of batch) deleted.push({ ...version, reason: why });
      if (!dryRun) tell(context, { rules, batch });
      command.onProgress?.({ deleted: deleted.length, versionNumber: (batch.at(-1) as PrunedVersion).versionNumber });
    }
    return { deleted, kept: Math.max(total - deleted.length, 0) };
  });
}

/** The newest version that may go, by number alone, 0 where none may; and how many versions there are. */
async function drawLine(
  { versions }: ActionScope,
  { agentId, keepLast }: { agentId: string; keepLast: number },
): Promise<{ through: number; total: number }> {
  const page = await versions.listVersions({ agentId, page: keepLast + 1, perPage: 1, includeSnapshot: false });
  return { through: page.versions[0]?.versionNumber ?? 0, total: page.total };
}

/** Deletes, or only finds, batch by batch; no batch is empty. */
async function* batches(
  { versions }: ActionScope,
  { rules, command }: { rules: PruneVersionsInput; command: PruneCommand },
): AsyncGenerator<PrunedVersion[]> {
  for (let after = 0; after < rules.through; ) {
    command.signal?.throwIfAborted();
    const batch = await versions.pruneVersions({ ...rules, after, limit: MAX_PER_PAGE });
    if (batch.length > 0) yield batch;
    if (batch.length < MAX_PER_PAGE) return;
    after = (batch.at(-1) as PrunedVersion).versionNumber;
  }
}

function tell(
  context: VersioningContext,
  { rules, batch }: { rules: PruneVersionsInput; batch: readonly PrunedVersion[] },
): void {
  const { agentId, deletedBy, reason } = rules;
  const versionNumbers = batch.map(({ versionNumber }) => versionNumber);
  context.emit(present({ type: 'versions.pruned', agentId, at: new Date(), versionNumbers, deletedBy, reason }));
}

/** The rules that let a version go. */
function describe({ keepLast, maxAge }: PruneCommand): string {
  const rules = [
    ...(keepLast === undefined ? [] : [`beyond the newest ${keepLast}`]),
    ...(maxAge === undefined ? [] : [`older than ${durationText(maxAge)}`]),
  ];
  return rules.join(' and ');
}

/** A time span in the largest unit that it is a multiple of. */
function durationText(milliseconds: number): string {
  const [size, name] = UNITS.find(([unit]) => milliseconds % unit === 0) as [number, string];
  const count = milliseconds / size;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
