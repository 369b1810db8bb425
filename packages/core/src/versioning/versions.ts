/** Reading versions, comparing two of them, deleting one. */
import { z } from 'zod';
import type { ListVersionsInput, ListVersionsOutput } from '../storage/domains/agent-versions/calls';
import { ACTIVE_LABEL, type AgentVersion, type AgentVersionSummary } from '../storage/domains/agent-versions/records';
import { parseInput, textSchema } from '../storage/input';
import { present } from '../storage/present';
import type { VersioningContext } from './context';
import { compareSnapshots } from './diff/compare';
import type { SnapshotComparison } from './diff/types';
import { findAll, findOne, findVersion, refuseRedacted } from './find';
import { bothOf } from './retry';
import { chooseCandidate } from './split';
import { noteVersion } from './tracing';
import type { LabelledVersion, VersionRef } from './types';

/** Two versions, and all that differs between them. */
export interface CompareOutput extends SnapshotComparison {
  fromVersion: AgentVersion;
  toVersion: AgentVersion;
}

const deleteOptionsSchema = z.strictObject({ reason: textSchema.optional() });

/** The version that a reference names. */
export function getVersion(
  context: VersioningContext,
  { operation, agentId, ref }: { operation: string; agentId: string; ref: VersionRef },
): Promise<AgentVersion> {
  return context.run({ operation, action: 'version.read', agentId }, async (scope) => {
    const version = await findVersion(scope, { agentId, ref });
    noteVersion(scope.span, version);
    return version;
  });
}

/** A page of versions. */
export function listVersions(
  context: VersioningContext,
  input: ListVersionsInput,
): Promise<ListVersionsOutput<AgentVersionSummary>> {
  const { agentId } = input;
  return context.run({ operation: 'list', action: 'version.read', agentId }, ({ versions }) =>
    versions.listVersions(input),
  );
}

/** What changed from one version to another. */
export function compare(
  context: VersioningContext,
  { agentId, from, to }: { agentId: string; from: VersionRef; to: VersionRef },
): Promise<CompareOutput> {
  return context.run({ operation: 'compare', action: 'version.read', agentId }, async (scope) => {
    const [fromVersion, toVersion] = await bothOf(
      findVersion(scope, { agentId, ref: from }),
      findVersion(scope, { agentId, ref: to }),
    );
    refuseRedacted(fromVersion);
    refuseRedacted(toVersion);
    return { fromVersion, toVersion, ...compareSnapshots(fromVersion.snapshot, toVersion.snapshot) };
  });
}

/** The version to serve: what `active` points at, or the reference that is given; its share of a split by the key. */
export function resolve(
  context: VersioningContext,
  input: { agentId: string; ref: VersionRef | undefined; key: string | undefined },
): Promise<AgentVersion> {
  const { agentId, ref = { label: ACTIVE_LABEL }, key } = input;
  return context.run({ operation: 'resolve', action: 'version.read', agentId }, async (scope) => {
    const candidates = await findAll(scope, { agentId, ref });
    const { version } = chooseCandidate(candidates, key) as LabelledVersion;
    refuseRedacted(version);
    noteVersion(scope.span, version);
    return version;
  });
}

/** Deletes a version that no label points at. */
export async function deleteVersion(
  context: VersioningContext,
  input: { agentId: string; ref: VersionRef; options: { reason?: string } | undefined },
): Promise<void> {
  const { agentId, ref } = input;
  const { reason } = parseInput(deleteOptionsSchema, input.options ?? {});
  return context.run({ operation: 'delete', action: 'version.delete', agentId }, async (scope) => {
    const version = await findOne(scope, { agentId, ref });
    noteVersion(scope.span, version);
    const note = { deletedBy: context.actor?.id, reason };
    await scope.versions.deleteVersion(version.id, note);
    const versionNumbers = [version.versionNumber];
    context.emit(present({ type: 'versions.pruned', agentId, at: new Date(), versionNumbers, ...note }));
  });
}
