/** The progress line, on standard error: what is being done now, and how long it has taken so far. */

/** Shows one line, written over on a terminal; elsewhere only what starts a new part is shown. */
export class Progress {
  readonly #begun = performance.now();

  /** A part of the run begins. */
  part(text: string): void {
    this.#write(text, true);
  }

  /** A step within the part. */
  step(text: string): void {
    this.#write(text, false);
  }

  /** Makes room for what is printed next. */
  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }

  #write(text: string, always: boolean): void {
    const line = `${String(Math.round((performance.now() - this.#begun) / 1000)).padStart(4)} s  ${text}`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
    else if (always) process.stderr.write(`${line}\n`);
  }
}
