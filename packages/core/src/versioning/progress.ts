/** What long actions take to be watched and ended: a callback and a signal, checked. */
import { z } from 'zod';

/** A function that is called with how far it is. */
export function callbackSchema<Progress>() {
  return z.custom<(progress: Progress) => void>((value) => typeof value === 'function', 'must be a function');
}

/** The signal of an AbortController, also of another realm. */
export const signalSchema = z.custom<AbortSignal>(
  (value) => typeof (value as AbortSignal | null | undefined)?.throwIfAborted === 'function',
  'must be an AbortSignal',
);
