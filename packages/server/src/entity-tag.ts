/** Entity tags (RFC 9110, section 8.8.3), and what a request says by them of the state that it was made from. */
import {
  type Expected,
  type ExpectedState,
  hashSchema,
  ValidationError,
  type ValidationIssue,
} from '@agent-versions/core';

const LIST = /^\s*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"\s*(?:,\s*|$))+$/;
const STRONG = /^\s*"([\x21\x23-\x7e\x80-\xff]*)"\s*$/;
const REVISION = /^[1-9]\d{0,9}$/;

/** The strong tag of a content hash or a revision. */
export function entityTag(value: string | number): string {
  return `"${value}"`;
}

/** Whether `If-None-Match` names the tag, by weak comparison; `*` names any. What is no list of tags names none. */
export function matchesEntityTag(header: string, tag: string): boolean {
  if (header.trim() === '*') return true;
  if (!LIST.test(header)) return false;
  return header.split(',').some((item) => item.trim().replace(/^W\//, '') === tag);
}

/** Whether a refusal was about what `If-Match` said, and not about something in the body. */
export function isNamedByIfMatch(header: string | undefined, expected: number | string): boolean {
  return header !== undefined && STRONG.exec(header)?.[1] === String(expected);
}

/**
 * What the agent must be: what `If-Match` says, or `expected` of the body. `*` says no more than that it is there.
 * @throws ValidationError when both say something, or the header is anything but one strong tag
 */
export function expectedAgent(ifMatch: string | undefined, expected: Expected | undefined): ExpectedState | undefined {
  refuseBoth(ifMatch, expected);
  if (ifMatch === undefined || ifMatch.trim() === '*') return expected;
  const { data: contentHash } = hashSchema.safeParse(STRONG.exec(ifMatch)?.[1]);
  if (contentHash !== undefined) return { contentHash };
  throw refusal('must be the ETag of the agent: 64 hex digits in quotes');
}

/**
 * The revision that the label must be at: what `If-Match` says, or `expected` of the body.
 * @throws ValidationError when both say something, or the header is anything but one label's tag
 */
export function expectedLabel(ifMatch: string | undefined, expected?: Expected): Expected | undefined {
  refuseBoth(ifMatch, expected);
  if (ifMatch === undefined) return expected;
  const revision = STRONG.exec(ifMatch)?.[1] ?? '';
  if (REVISION.test(revision)) return Number(revision);
  throw refusal('must be the ETag of the label, such as "3"');
}

/**
 * For changes that do not heed a condition.
 * @throws ValidationError when the request sets it all the same
 */
export function refuseCondition(headers: Record<string, string>, conditions: readonly string[]): void {
  const set = conditions.filter((name) => headers[name] !== undefined);
  if (set.length > 0) throw new ValidationError(set.map((name) => issue(name, 'is not heeded here: leave it out')));
}

function refuseBoth(ifMatch: string | undefined, expected: Expected | undefined): void {
  if (ifMatch !== undefined && expected !== undefined) throw refusal('excludes expected in the body');
}

function refusal(message: string): ValidationError {
  return new ValidationError([issue('if-match', message)]);
}

function issue(header: string, message: string): ValidationIssue {
  return { path: `header.${header}`, message };
}
