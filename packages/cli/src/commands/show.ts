/** `show`: one version, whole. */
import { ACTIVE_LABEL, type AgentVersion, type AgentVersioning, isStorageError } from '@agent-versions/core';
import { type Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../context';
import { labelsByVersion } from '../label-names';
import { requireAgent } from '../require-agent';
import { showList, showPairs, showTime } from '../show-values';
import { UsageError } from '../usage-error';

interface ShowOptions {
  at?: Date;
  snapshot?: boolean;
}

/** Which version of whom. */
interface Wanted extends ShowOptions {
  agentId: string;
  version: string | undefined;
}

/** Defines `show`. */
export function defineShow(program: Command, cli: CliContext): void {
  program
    .command('show')
    .description('print a version with its whole configuration')
    .argument('<agent>', 'its id')
    .argument('[version]', 'number, id, label, latest or head~2 (default: the active one, else the latest)')
    .option('--at <time>', 'what was active then, such as 2026-01-31T09:30Z', parseTime)
    .option('--snapshot', 'print the configuration only')
    .action((agentId: string, version: string | undefined, options: ShowOptions) =>
      printVersion(cli, { agentId, version, ...options }),
    );
}

/** Reads a time, for an option. */
function parseTime(text: string): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime()) && /^\d{4}-/.test(text)) return time;
  throw new InvalidArgumentError('It is a time such as 2026-01-31T09:30Z.');
}

async function printVersion(cli: CliContext, wanted: Wanted): Promise<void> {
  const { agentId, snapshot } = wanted;
  const versioning = await cli.versioning();
  const version = await findVersion(versioning, wanted);
  if (snapshot) {
    cli.output.result(version.snapshot, () => JSON.stringify(version.snapshot, null, 2));
    return;
  }
  const labels = labelsByVersion(await versioning.listLabels(agentId)).get(version.id) ?? [];
  cli.output.result({ ...version, labels }, () => textOf(version, labels));
}

async function findVersion(versioning: AgentVersioning, { agentId, version, at }: Wanted): Promise<AgentVersion> {
  if (version !== undefined && at) throw new UsageError('Name a version or a time, not both');
  if (version !== undefined || at) return versioning.get(agentId, version ?? (at as Date));
  try {
    return await versioning.get(agentId, { label: ACTIVE_LABEL });
  } catch (error) {
    if (!isStorageError(error) || error.code !== 'not_found') throw error;
    await requireAgent(versioning, agentId);
    return versioning.latest(agentId);
  }
}

function textOf(version: AgentVersion, labels: readonly string[]): string {
  const { agentId, versionNumber, id, name, changeMessage, createdBy, createdAt, restoredFrom } = version;
  const { changedFields, contentHash, redactedAt, redactedBy, redactionReason, snapshot } = version;
  const redacted = redactedAt && [showTime(redactedAt), redactedBy && `by ${redactedBy}`, redactionReason];
  const pairs = showPairs([
    ['agent', agentId],
    ['version', `${versionNumber} (${id})`],
    ['name', name],
    ['labels', labels.length === 0 ? undefined : showList(labels)],
    ['made', `${showTime(createdAt)}${createdBy === undefined ? '' : ` by ${createdBy}`}`],
    ['message', changeMessage],
    ['restored from', restoredFrom],
    ['changed', showList(changedFields)],
    ['hash', contentHash],
    ['redacted', redacted?.filter(Boolean).join(', ')],
  ]);
  return `${pairs}\n${JSON.stringify(snapshot, null, 2)}`;
}
