/** The hash chain as its documentation has it: written anew, without core's help. */
import { createHash } from 'node:crypto';
import type { AgentVersion } from '@agent-versions/core';
import { naiveHash } from './json';

/** The link of a version, given the one of the number before. */
export function naiveLink(
  version: Pick<AgentVersion, 'contentHash' | 'createdBy' | 'changeMessage' | 'versionNumber' | 'createdAt'>,
  previous: string | undefined,
): string {
  const { contentHash, createdBy = null, changeMessage = null, versionNumber, createdAt } = version;
  const entry = naiveHash([contentHash, createdBy, changeMessage]);
  const text = [previous ?? '', versionNumber, createdAt.getTime(), entry].join(':');
  return createHash('sha256').update(text).digest('hex');
}
