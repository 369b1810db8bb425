/** How large a document may be, and how those limits are raised. */
import { ValidationError, type ValidationIssue } from '../errors';

/** The limits of one document, a snapshot or a configuration. */
export interface StorableLimits {
  /** Objects and arrays inside each other, the outermost included. Default 64; at most 1000, as SQLite reads no more. */
  maxDepth: number;
  /** Keys of all its objects together. Default 10,000. */
  maxKeys: number;
  /** UTF-8 bytes of its RFC 8785 form. Default 1 MiB; at most 255 MiB, as Postgres' jsonb holds no more. */
  maxBytes: number;
}

/** The limits unless an option says otherwise. */
export const DEFAULT_STORABLE_LIMITS: Readonly<StorableLimits> = Object.freeze({
  maxDepth: 64,
  maxKeys: 10_000,
  maxBytes: 1_048_576,
});

/** How far an option can raise them: what the databases bear. */
export const STORABLE_CEILINGS: Readonly<StorableLimits> = Object.freeze({
  maxDepth: 1000,
  maxKeys: 100_000_000,
  maxBytes: 267_386_880,
});

/**
 * The limits with defaults filled in.
 * @throws ValidationError when one is no positive integer, or higher than the databases can bear
 */
export function resolveLimits(limits: Partial<StorableLimits> = {}): Readonly<StorableLimits> {
  const resolved = { ...DEFAULT_STORABLE_LIMITS };
  const issues: ValidationIssue[] = [];
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(STORABLE_CEILINGS, name)) {
      issues.push({ path: `limits.${name}`, message: 'is no limit' });
    } else if (value !== undefined) {
      const key = name as keyof StorableLimits;
      if (!Number.isInteger(value) || value < 1 || value > STORABLE_CEILINGS[key]) {
        issues.push({ path: `limits.${name}`, message: `must be an integer from 1 to ${STORABLE_CEILINGS[key]}` });
      }
      resolved[key] = value;
    }
  }
  if (issues.length > 0) throw new ValidationError(issues);
  return resolved;
}
