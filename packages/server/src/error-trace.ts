/** What may be written of an error. */
import { isStorageError } from '@agent-versions/core';

/** How deep causes are followed. */
const MAX_CAUSES = 5;

/** An error, fit for a log. */
export interface ErrorTrace {
  /** The class, as it calls itself. */
  name: string;
  /** What it is told apart by, if anything. */
  code?: string | number;
  /** Of our own errors only. */
  message?: string;
  /** Where it was thrown. */
  frames: string[];
  cause?: ErrorTrace;
}

/**
 * Which error it was, and where it came from. Messages that are not ours stay out: they quote what was stored, or the
 * connection it was to be stored over.
 */
export function traceOf(error: unknown, depth = 0): ErrorTrace {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(isStorageError(error) ? { message: error.message } : {}),
    frames: error.stack?.split('\n').filter((line) => /^ +at /.test(line)) ?? [],
    ...(error.cause !== undefined && depth < MAX_CAUSES ? { cause: traceOf(error.cause, depth + 1) } : {}),
  };
}
