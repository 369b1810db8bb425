/** Takes in an agent's record: made where there is none, brought along where nobody has edited it here. */

import { ConflictError } from '../../errors';
import { contentHash } from '../../json/hash';
import { STORABLE_CEILINGS } from '../../json/limits';
import { toStorable } from '../../json/storable';
import { configOf } from '../../storage/record-fields';
import type { AgentConfig, StorageAgentType } from '../../storage/types';
import type { ActionScope } from '../context';
import type { AgentLine } from './import-work';
import { withPaths } from './issues';
import { linePath, refuseLine } from './read-lines';

/**
 * Compares the record of the file with the one here. What it returns writes it, after the history is here.
 * @throws ConflictError when the record here was edited since its last version, or is later than the file's
 */
export async function planRecord(scope: ActionScope, { line, number }: AgentLine): Promise<() => Promise<void>> {
  const { agentId: id, record, config } = line;
  if (record === undefined && config === undefined) return async () => {};
  if (!record || !config) return refuseLine(number, 'has one of record and config without the other');
  const { versionNumber } = record;
  const agent = await scope.agents.getAgent(id);
  if (agent && agent.versionNumber === versionNumber && hashOf(configOf(agent)) === hashOf(config))
    return async () => {};
  if (agent && !(await mayReplace(scope, { agent, versionNumber }))) {
    throw new ConflictError({ entity: 'agent', id, expected: hashOf(config), actual: hashOf(configOf(agent)) });
  }
  const rename = (path: string) => (path ? `${linePath(number)}.${path}` : linePath(number));
  return () =>
    withPaths(async () => {
      if (versionNumber === undefined) await scope.agents.createAgent({ ...config, id });
      else await scope.agents.replaceAgent({ id, config, expected: agent?.revision ?? 'none', versionNumber });
    }, rename);
}

/** Whether all that a record holds is in a version of the history here, and that version is not later. */
async function mayReplace(
  { versions }: ActionScope,
  { agent, versionNumber }: { agent: StorageAgentType; versionNumber: number | undefined },
): Promise<boolean> {
  if (versionNumber === undefined || agent.versionNumber === undefined) return false;
  if (agent.versionNumber > versionNumber) return false;
  const saved = await versions.getVersionByNumber(agent.id, agent.versionNumber);
  return saved !== null && saved.contentHash === hashOf(configOf(agent));
}

function hashOf(config: AgentConfig): string {
  return contentHash(toStorable(config, { path: 'config', limits: STORABLE_CEILINGS }).canonical);
}
