/** `export`: histories as lines of JSON. */
import { resolve } from 'node:path';
import type { ExportHistoriesProgress } from '@agent-versions/core';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { namingFile } from '../file-error';
import { showCount } from '../show-values';
import { writeBeside } from '../write-beside';

interface ExportInput {
  /** Empty: all. */
  agentIds: string[];
  /** Absent: standard output. */
  file?: string;
}

const STANDARD_OUTPUT = '-';

/** Lines are written together up to about this length. */
const CHUNK_LENGTH = 65_536;

/** Adds the command `export`. */
export function defineExport(program: Command, cli: CliContext): void {
  program
    .command('export')
    .description('write whole histories as JSONL: versions, what was deleted, labels and their moves, agents')
    .argument('[agents...]', 'ids of agents (default: all)')
    .option('-o, --output <file>', 'write to a file, whole or not at all (default: standard output)')
    .action((agentIds: string[], { output: file }: { output?: string }) =>
      file === undefined || file === STANDARD_OUTPUT
        ? exportToStdout(cli, { agentIds })
        : exportToFile(cli, { agentIds, file }),
    );
}

/** Prints the lines and nothing else, with `--json` too: they are JSON already. */
async function exportToStdout(cli: CliContext, input: ExportInput): Promise<void> {
  for await (const text of exportTexts(cli, { ...input, onProgress: () => undefined })) await cli.output.write(text);
}

async function exportToFile(cli: CliContext, { agentIds, file }: ExportInput & { file: string }): Promise<void> {
  let written: ExportHistoriesProgress = { agents: 0, versions: 0, deletions: 0, moves: 0 };
  const bar = cli.output.progress('Exporting');
  try {
    const onProgress = (progress: ExportHistoriesProgress) => {
      written = progress;
      bar.update(progress.versions, `versions of ${progress.agents} agents`);
    };
    const texts = exportTexts(cli, { agentIds, onProgress });
    await namingFile(file, () => writeBeside(resolve(cli.cwd, file), texts));
  } finally {
    bar.stop();
  }
  const { agents, versions } = written;
  cli.output.result(
    { file, ...written },
    () => `Exported ${showCount(agents, 'agent')} with ${showCount(versions, 'version')} to ${file}`,
  );
}

async function* exportTexts(
  cli: CliContext,
  { agentIds, onProgress }: ExportInput & { onProgress: (progress: ExportHistoriesProgress) => void },
): AsyncGenerator<string> {
  const versioning = await cli.versioning();
  const { signal } = cli;
  const which = agentIds.length > 0 ? { agentIds } : {};
  let text = '';
  for await (const line of versioning.exportHistories({ ...which, onProgress, signal })) {
    text += `${line}\n`;
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}
