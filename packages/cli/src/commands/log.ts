/** `log`: an agent's history, newest first. */
import type { AgentVersionSummary } from '@agent-versions/core';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { labelsByVersion } from '../label-names';
import type { Table } from '../output';
import { pageRemark, parseCount, parsePageSize } from '../paging';
import { requireAgent } from '../require-agent';
import { NOTHING, showList, showTime } from '../show-values';

interface LogOptions {
  number: number;
  page: number;
}

/** A version as the log shows it. */
type LoggedVersion = AgentVersionSummary & { labels: string[] };

/** Defines `log`. */
export function defineLog(program: Command, cli: CliContext): void {
  program
    .command('log')
    .description("print an agent's versions, newest first")
    .argument('<agent>', 'its id')
    .option('-n, --number <count>', 'how many', parsePageSize, 20)
    .option('--page <number>', 'which page of so many', parseCount, 1)
    .action((agentId: string, options: LogOptions) => printLog(cli, agentId, options));
}

async function printLog(cli: CliContext, agentId: string, { number: perPage, page }: LogOptions): Promise<void> {
  const versioning = await cli.versioning();
  const list = await versioning.list({ agentId, page, perPage, includeSnapshot: false });
  if (list.total === 0) await requireAgent(versioning, agentId);
  const labels = labelsByVersion(list.total === 0 ? [] : await versioning.listLabels(agentId));
  const versions = list.versions.map(
    (version): LoggedVersion => ({ ...version, labels: labels.get(version.id) ?? [] }),
  );
  cli.output.result({ ...list, versions }, () =>
    list.total === 0 ? `Agent ${agentId} has no versions yet: \`agent-versions save ${agentId}\`` : tableOf(versions),
  );
  const remark = cli.output.json ? null : pageRemark(list);
  if (remark) cli.output.note(remark);
}

function tableOf(versions: readonly LoggedVersion[]): Table {
  return {
    head: ['VERSION', 'ID', 'WHEN', 'WHO', 'LABELS', 'MESSAGE', 'CHANGED'],
    rows: versions.map((version) => [
      String(version.versionNumber),
      version.id,
      showTime(version.createdAt),
      version.createdBy ?? NOTHING,
      showList(version.labels),
      messageOf(version),
      version.redactedAt ? 'redacted' : showList(version.changedFields),
    ]),
  };
}

function messageOf({ name, changeMessage }: AgentVersionSummary): string {
  return [name && `[${name}]`, changeMessage].filter(Boolean).join(' ') || NOTHING;
}
