/** The error of a command that was called in a way it cannot work. */

/** Says what is wrong with a call, and what to do instead. Nothing was written. */
export class UsageError extends Error {
  readonly code = 'usage';
  /** What to do next, as one sentence. */
  readonly hint: string | undefined;

  constructor(message: string, options: ErrorOptions & { hint?: string } = {}) {
    super(message, options);
    this.name = 'UsageError';
    this.hint = options.hint;
  }
}
