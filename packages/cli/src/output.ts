/** What a run prints: results on standard output, everything else on standard error. */

/** A table: one heading a column. */
export interface Table {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** A bar on standard error while work is long; nothing where that is no terminal or the output is JSON. */
export interface ProgressBar {
  update(done: number, note?: string): void;
  stop(): void;
}

/** Where a command says things. */
export interface Output {
  /** Whether `--json` was given. */
  readonly json: boolean;
  /** Whether colours are wanted: a terminal, and neither `NO_COLOR` nor `--no-color`. */
  readonly color: boolean;
  /** One result: the value as JSON with `--json`, else the text that `text` makes. The one way results are printed. */
  result(value: unknown, text: () => string | Table): void;
  /** Raw text on standard output, for data (`export`); waits until it is taken. */
  write(text: string): Promise<void>;
  /** A remark on standard error. */
  note(text: string): void;
  /** `total` undefined: unknown. */
  progress(label: string, total?: number): ProgressBar;
}
