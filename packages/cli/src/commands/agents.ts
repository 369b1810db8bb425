/** `agents`: the editable records. */
import {
  type AgentConfig,
  type ListAgentsOutput,
  NotFoundError,
  type StorageAgentType,
  ValidationError,
} from '@agent-versions/core';
import { type Command, Option } from 'commander';
import { confirm } from '../confirm';
import type { CliContext } from '../context';
import { collect } from '../option-values';
import type { Table } from '../output';
import { pageRemark, parseCount, parsePageSize } from '../paging';
import { readJsonObject } from '../read-json';
import { NOTHING, showCount, showTime } from '../show-values';

interface ListOptions {
  page: number;
  perPage: number;
  all?: boolean;
}

interface CreateOptions {
  message?: string;
  name?: string;
  label?: string[];
}

/** Defines `agents` and what is below it. */
export function defineAgents(program: Command, cli: CliContext): void {
  const agents = program.command('agents').description('list, create, show and delete agents');
  agents
    .command('list', { isDefault: true })
    .description('list the agents, newest first')
    .option('--page <number>', 'which page', parseCount, 1)
    .option('--per-page <count>', 'how many on a page', parsePageSize, 20)
    .addOption(new Option('--all', 'every agent').conflicts(['page', 'perPage']))
    .action((options: ListOptions) => listAgents(cli, options));
  agents
    .command('create')
    .description('create an agent with its first version')
    .argument('<agent>', 'its id')
    .argument('[file]', 'JSON object with its configuration; - is standard input (default: an empty one)')
    .option('-m, --message <text>', 'why (default: Initial version)')
    .option('--name <text>', 'a name for the version')
    .option('--label <label>', 'point a label at the version in the same step (repeatable)', collect)
    .action((agentId: string, file: string | undefined, options: CreateOptions) =>
      createAgent(cli, { agentId, file, options }),
    );
  agents
    .command('show')
    .description('print what an agent is now, saved or not')
    .argument('<agent>', 'its id')
    .action((agentId: string) => showAgent(cli, agentId));
  agents
    .command('delete')
    .description('delete an agent with its whole history')
    .argument('<agent>', 'its id')
    .option('--reason <text>', 'why')
    .option('-y, --yes', 'do not ask')
    .action((agentId: string, options: { reason?: string; yes?: boolean }) =>
      deleteAgent(cli, { agentId, ...options }),
    );
}

async function listAgents(cli: CliContext, { page, perPage, all }: ListOptions): Promise<void> {
  const versioning = await cli.versioning();
  if (!all) {
    printAgents(cli, await versioning.listAgents({ page, perPage }));
    return;
  }
  const agents: StorageAgentType[] = [];
  for (let next = 1, more = true; more; next += 1) {
    cli.signal.throwIfAborted();
    const list = await versioning.listAgents({ page: next, perPage: 1000 });
    agents.push(...list.agents);
    more = list.hasMore;
  }
  printAgents(cli, { agents, total: agents.length, page: 1, perPage: Math.max(agents.length, 1), hasMore: false });
}

function printAgents({ output }: CliContext, list: ListAgentsOutput): void {
  output.result(list, () => (list.total === 0 ? 'No agents yet: `agent-versions agents create ID`' : tableOf(list)));
  const remark = output.json ? null : pageRemark(list);
  if (remark) output.note(remark);
}

function tableOf({ agents }: ListAgentsOutput): Table {
  return {
    head: ['AGENT', 'NAME', 'VERSION', 'ACTIVE', 'UPDATED'],
    rows: agents.map(({ id, name, versionNumber, activeVersionId, updatedAt }) => [
      id,
      String(name ?? NOTHING),
      String(versionNumber ?? NOTHING),
      activeVersionId ?? NOTHING,
      showTime(updatedAt),
    ]),
  };
}

async function createAgent(
  cli: CliContext,
  { agentId, file, options }: { agentId: string; file: string | undefined; options: CreateOptions },
): Promise<void> {
  const config: AgentConfig = file === undefined ? {} : await readJsonObject(cli, file);
  if (Object.hasOwn(config, 'id') && config.id !== agentId) {
    throw new ValidationError([{ path: 'id', message: `is another one than ${agentId}` }]);
  }
  const { message, name, label: labels } = options;
  const versioning = await cli.versioning();
  const output = await versioning.createAgent({ ...config, id: agentId }, { message, name, labels });
  const { versionNumber, id } = output.version;
  cli.output.result(output, () => `Created agent ${agentId}, version ${versionNumber} (${id})`);
}

async function showAgent(cli: CliContext, agentId: string): Promise<void> {
  const agent = await (await cli.versioning()).getAgent(agentId);
  if (!agent) throw new NotFoundError({ entity: 'agent', id: agentId });
  cli.output.result(agent, () => JSON.stringify(agent, null, 2));
}

async function deleteAgent(
  cli: CliContext,
  { agentId, reason, yes }: { agentId: string; reason?: string; yes?: boolean },
): Promise<void> {
  const versioning = await cli.versioning();
  if (!(await versioning.getAgent(agentId))) throw new NotFoundError({ entity: 'agent', id: agentId });
  if (!yes && !(await confirm(cli, `Delete agent ${agentId} with its whole history?`))) return;
  const versions = await versioning.deleteAgent(agentId, { reason });
  cli.output.result({ agentId, versions }, () => `Deleted agent ${agentId} with ${showCount(versions, 'version')}`);
}
