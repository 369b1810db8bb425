/** `save`: changes to an agent, as its next version. */
import {
  AGENT_RECORD_FIELDS,
  type AgentConfig,
  type AgentVersioning,
  type AgentVersionSummary,
  type SaveOptions,
} from '@agent-versions/core';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { collect } from '../option-values';
import { readJsonObject } from '../read-json';
import { printSaved } from '../saved-version';
import { UsageError } from '../usage-error';
import { addVersionOptions, type VersionFlags, versionOptions } from '../version-options';

interface SaveFlags extends VersionFlags {
  set?: string[];
  remove?: string[];
  replace?: boolean;
}

interface SaveInput {
  agentId: string;
  file: string | undefined;
  flags: SaveFlags;
}

/** Adds the command `save`. */
export function defineSave(program: Command, cli: CliContext): void {
  const command = program
    .command('save')
    .description('save changes to an agent as its next version; other fields stay as they are')
    .argument('<agent>', 'id of the agent')
    .argument('[file]', 'JSON object of the fields to change; - for standard input')
    .option('--set <field=json>', `set one field, as in --set 'model="o3"' (repeatable)`, collect)
    .option('--remove <field>', 'take one field away (repeatable)', collect)
    .option('--replace', 'take away every field that is not among the changes');
  addVersionOptions(command).action((agentId: string, file: string | undefined, flags: SaveFlags) =>
    save(cli, { agentId, file, flags }),
  );
}

async function save(cli: CliContext, input: SaveInput): Promise<void> {
  const { agentId, flags } = input;
  const changes = await readChanges(cli, input);
  const versioning = await cli.versioning();
  const options: SaveOptions = { ...versionOptions(flags), remove: flags.remove };
  if (flags.replace) Object.assign(options, await planReplacement(versioning, { agentId, changes, options }));
  const texts = {
    created: ({ versionNumber }: AgentVersionSummary) => `Saved version ${versionNumber} of ${agentId}`,
    unchanged: ({ versionNumber }: AgentVersionSummary) =>
      `Nothing changed: version ${versionNumber} of ${agentId} holds this already`,
    labels: flags.label,
  };
  await printSaved(cli, texts, () => versioning.save(agentId, changes, options));
}

async function readChanges(cli: CliContext, { file, flags }: SaveInput): Promise<AgentConfig> {
  const { set = [], remove = [], replace, force } = flags;
  if (replace && file === undefined) {
    throw new UsageError('--replace needs a file', { hint: 'It holds the whole configuration; - for standard input.' });
  }
  if (file === undefined && set.length + remove.length === 0 && !force) {
    throw new UsageError('Nothing to save', {
      hint: 'Name a file, - for standard input, --set or --remove; --force makes a version of what is there.',
    });
  }
  return { ...(file === undefined ? {} : await readJsonObject(cli, file)), ...parseFields(set) };
}

/** `field=json`, each. */
function parseFields(texts: readonly string[]): AgentConfig {
  return Object.fromEntries(
    texts.map((text) => {
      const [, field, json = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (field === undefined) throw new UsageError(`--set ${text}: must be field=json`);
      return [field, parseJson(field, json)];
    }),
  );
}

function parseJson(field: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    const hint = `A text needs its quotes, and those need quotes for the shell: --set '${field}=${JSON.stringify(json)}'`;
    throw new UsageError(`--set ${field}: ${json || 'nothing'} is not JSON`, { hint, cause });
  }
}

/** What a save has to take away, and that it holds only while the agent stays what it is. */
async function planReplacement(
  versioning: AgentVersioning,
  { agentId, changes, options }: { agentId: string; changes: AgentConfig; options: SaveOptions },
): Promise<SaveOptions> {
  const { agent, contentHash } = await versioning.current(agentId);
  const fields = new Set(Object.keys(agent));
  for (const field of [...AGENT_RECORD_FIELDS, ...Object.keys(changes)]) fields.delete(field);
  const { remove = [], expected = { contentHash } } = options;
  return { remove: [...new Set([...remove, ...fields])], expected };
}
