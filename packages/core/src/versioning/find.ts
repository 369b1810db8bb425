/** Finds the versions that callers name: always the agent's own, never another in their place. */
import { ValidationError } from '../errors';
import type { VersionCandidate } from '../storage/domains/agent-versions/calls';
import type { AgentVersion, AgentVersionSummary } from '../storage/domains/agent-versions/records';
import type { ActionScope } from './context';
import { namedIds, noSuchVersion, selectorOf } from './refs';
import type { LabelledVersion, VersionRef } from './types';

/** Which version of whom. */
export interface FindInput {
  agentId: string;
  ref: VersionRef;
}

/**
 * All versions that a reference names, heaviest first.
 * @throws NotFoundError when it names none
 */
export async function findAll({ versions }: ActionScope, { agentId, ref }: FindInput): Promise<LabelledVersion[]> {
  const selector = selectorOf(ref);
  const candidates = await versions.findVersions({ agentId, selector });
  if (candidates.length === 0) throw noSuchVersion(agentId, selector);
  return candidates.map(whole);
}

/** What a label pointed at then, heaviest first; nothing where it was not set. */
export async function findLabelled(
  { versions }: ActionScope,
  { agentId, label, at }: { agentId: string; label: string; at: Date },
): Promise<LabelledVersion[]> {
  return (await versions.findVersions({ agentId, selector: { label, at } })).map(whole);
}

/** The version that a reference names: the heaviest, where a label splits. */
export async function findVersion(scope: ActionScope, input: FindInput): Promise<AgentVersion> {
  const [first] = await findAll(scope, input);
  return (first as LabelledVersion).version;
}

/**
 * The one version that a reference names, for actions where a second one would be a mistake. Its snapshot may stay in
 * the database.
 * @throws ValidationError when it names several
 */
export async function findOne({ versions }: ActionScope, { agentId, ref }: FindInput): Promise<AgentVersionSummary> {
  const selector = selectorOf(ref);
  const candidates = await versions.findVersions({ agentId, selector, known: namedIds(selector) });
  return single(candidates, { agentId, ref }).version;
}

/** As {@link findOne}, with its snapshot, which must not be blanked. */
export async function findWhole({ versions }: ActionScope, { agentId, ref }: FindInput): Promise<AgentVersion> {
  const candidates = await versions.findVersions({ agentId, selector: selectorOf(ref) });
  const { version } = whole(single(candidates, { agentId, ref }));
  refuseRedacted(version);
  return version;
}

/** @throws ValidationError when the snapshot was blanked: there is nothing to serve, bring back or compare */
export function refuseRedacted(version: AgentVersionSummary): void {
  if (!version.redactedAt) return;
  throw new ValidationError([{ path: 'version', message: `version ${version.versionNumber} is redacted` }]);
}

function single(candidates: readonly VersionCandidate[], { agentId, ref }: FindInput): VersionCandidate {
  const [first] = candidates;
  if (!first) throw noSuchVersion(agentId, selectorOf(ref));
  if (candidates.length === 1) return first;
  const numbers = candidates.map(({ version }) => version.versionNumber).join(', ');
  throw new ValidationError([{ path: 'version', message: `names several versions (${numbers}): say which` }]);
}

/** Without known ids, every candidate comes with its snapshot. */
function whole({ version, weight }: VersionCandidate): LabelledVersion {
  return { version: { ...version, snapshot: version.snapshot ?? {} }, weight };
}
