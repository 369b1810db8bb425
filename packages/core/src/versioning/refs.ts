/** The ways in which a caller names a version, read as selectors of the domain. */
import { types } from 'node:util';
import { NotFoundError, ValidationError } from '../errors';
import type { VersionSelector } from '../storage/domains/agent-versions/calls';
import { ACTIVE_LABEL } from '../storage/domains/agent-versions/records';
import type { VersionRef } from './types';

const ANCESTOR = /^head~(\d+)$/;
const DIGITS = /^\d+$/;

/** @throws ValidationError when it names nothing; whether what it names exists, and fits, is the domain's to say */
export function selectorOf(ref: VersionRef): VersionSelector {
  if (typeof ref === 'number') return { versionNumber: ref };
  if (types.isDate(ref)) return { label: ACTIVE_LABEL, at: ref };
  if (typeof ref === 'object' && ref !== null) return ref;
  if (typeof ref !== 'string') throw new ValidationError([{ path: 'version', message: 'names no version' }]);
  if (ref === 'latest' || ref === 'head') return { ancestor: 0 };
  const ancestor = ANCESTOR.exec(ref)?.[1];
  if (ancestor !== undefined) return { ancestor: Number(ancestor) };
  return DIGITS.test(ref) ? { versionNumber: Number(ref) } : { name: ref };
}

/** What is said where the agent has no such version. */
export function noSuchVersion(agentId: string, selector: VersionSelector): NotFoundError {
  if ('id' in selector) return new NotFoundError({ entity: 'version', id: selector.id });
  if ('name' in selector) return new NotFoundError({ entity: 'version', id: `${agentId}/${selector.name}` });
  if ('versionNumber' in selector) {
    return new NotFoundError({ entity: 'version', id: `${agentId}/${selector.versionNumber}` });
  }
  if ('ancestor' in selector) {
    return new NotFoundError({ entity: 'version', id: `${agentId}/head~${selector.ancestor}` });
  }
  if ('idempotencyKey' in selector) {
    return new NotFoundError({ entity: 'idempotencyKey', id: selector.idempotencyKey });
  }
  const { label, at } = selector;
  return new NotFoundError({ entity: 'label', id: `${agentId}/${label}${at ? `@${at.toISOString()}` : ''}` });
}

/** The ids that a selector may mean: what a caller who needs no snapshot may claim to know. */
export function namedIds(selector: VersionSelector): string[] | undefined {
  if ('id' in selector) return [selector.id];
  return 'name' in selector ? [selector.name] : undefined;
}
