/** Blanks a snapshot for good, and keeps everything that the hash chain needs. */
import { z } from 'zod';
import type { AgentVersion } from '../storage/domains/agent-versions/records';
import { parseInput, textSchema } from '../storage/input';
import { present } from '../storage/present';
import type { VersioningContext } from './context';
import { findOne } from './find';
import { noteVersion } from './tracing';
import type { VersionRef } from './types';

/** Why a snapshot is blanked, and who does it. */
export interface RedactOptions {
  /** Kept with the version for ever: it should not repeat what is taken away. */
  reason?: string;
  /** Default: the id of the actor that the service is bound to. */
  by?: string;
}

const optionsSchema = z.strictObject({ reason: textSchema.optional(), by: textSchema.optional() });

/** Blanks a version's snapshot and returns the version. The agent's record and other versions keep theirs. */
export async function redactVersion(
  context: VersioningContext,
  { agentId, ref, options }: { agentId: string; ref: VersionRef; options: RedactOptions | undefined },
): Promise<AgentVersion> {
  const { reason, by = context.actor?.id } = parseInput(optionsSchema, options ?? {});
  return context.run({ operation: 'redact', action: 'version.redact', agentId }, async (scope) => {
    const { id: versionId, redactedAt: before } = await findOne(scope, { agentId, ref });
    const version = await scope.versions.redactVersion({ agentId, versionId, redactedBy: by, reason });
    noteVersion(scope.span, version);
    const { versionNumber, redactedAt: at, redactedBy } = version;
    if (!before && at) {
      context.emit(present({ type: 'version.redacted', agentId, at, versionId, versionNumber, redactedBy, reason }));
    }
    return version;
  });
}
