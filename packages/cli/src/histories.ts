/** Whose histories there are. */
import type { CliContext } from './context';

/** The ids of all agents that ever had a version, by id; also of those that have no record. */
export async function* agentsWithHistory(cli: CliContext): AsyncGenerator<string> {
  const versions = await (await cli.storage()).requireStore('agentVersions');
  let after: string | undefined;
  for (;;) {
    cli.signal.throwIfAborted();
    const heads = await versions.listHeads({ ...(after === undefined ? {} : { after }) });
    for (const { agentId } of heads) yield agentId;
    after = heads.at(-1)?.agentId;
    if (after === undefined) return;
  }
}
