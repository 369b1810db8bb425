/** What is told of an action that may make a version: the version, or why there is none. */
import {
  type AgentVersionSummary,
  type ConflictDetails,
  type ConflictError,
  isStorageError,
  type SaveOutput,
} from '@agent-versions/core';
import type { CliContext } from './context';

/** How an outcome is told. */
export interface SavedTexts {
  /** Of a version that was made. */
  created: (version: AgentVersionSummary) => string;
  /** Of the newest version, which holds the same already. */
  unchanged: (version: AgentVersionSummary) => string;
  /** The labels that point at it now. Default: none was asked for. */
  labels?: readonly string[];
}

/**
 * Does the work and prints the version that came of it, without its snapshot. A conflict over the newest version is
 * told field by field before it is thrown on.
 */
export async function printSaved(cli: CliContext, texts: SavedTexts, work: () => Promise<SaveOutput>): Promise<void> {
  const { created, version } = await tellConflict(cli, work);
  const { snapshot: _, ...summary } = version;
  cli.output.result({ created, version: summary }, () => {
    const { changedFields = [] } = summary;
    const changed = created && changedFields.length > 0 ? `: changed ${changedFields.join(', ')}` : '';
    const first = created ? `${texts.created(summary)}${changed}` : texts.unchanged(summary);
    const labels = [...new Set(texts.labels ?? [])].map((label) => `\nLabel ${label} points at it now`);
    return `${first}${labels.join('')}`;
  });
}

async function tellConflict(cli: CliContext, work: () => Promise<SaveOutput>): Promise<SaveOutput> {
  try {
    return await work();
  } catch (error) {
    if (isStorageError(error) && error.code === 'conflict' && !cli.output.json) {
      const { id, expected, details } = error as ConflictError;
      if (details) cli.output.note(describeConflict(details, { agentId: id, expected }));
    }
    throw error;
  }
}

function describeConflict(
  { headVersionNumber, theirFields, myFields, bothFields }: ConflictDetails,
  { agentId, expected }: { agentId: string; expected: number | string },
): string {
  const since = typeof expected === 'number' ? `, not ${expected}` : '; somebody was quicker';
  return [
    `Version ${headVersionNumber} of ${agentId} is the newest${since}.`,
    ...describeFields('changed there:  ', theirFields),
    ...describeFields('changed by you: ', myFields),
    ...describeFields('by both:        ', bothFields),
  ].join('\n');
}

/** Nothing where the fields are not to be seen. */
function describeFields(name: string, fields: readonly string[] | undefined): string[] {
  return fields ? [`  ${name} ${fields.join(', ') || 'nothing'}`] : [];
}
