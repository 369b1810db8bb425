/** Output on the streams of a process: results on one, remarks and progress on the other. */
import { SingleBar } from 'cli-progress';
import pico from 'picocolors';
import type { Output, ProgressBar, Table } from './output';
import { printable } from './printable';
import { renderTable } from './render-table';

/** A stream to print on; a terminal says so. */
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** What decides how things are printed; read anew each time, as options are known only once they are parsed. */
export interface OutputSettings {
  json: boolean;
  color: boolean;
}

const SILENT: ProgressBar = { update: () => undefined, stop: () => undefined };

/** The one implementation of {@link Output}. */
export class ConsoleOutput implements Output {
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  readonly #settings: () => OutputSettings;
  #bars: SingleBar[] = [];
  /** What the first failed write failed with. */
  #broken: Error | undefined;
  readonly #onError = (error: Error) => {
    this.#broken ??= error;
  };
  readonly #ignore = () => undefined;

  constructor(input: { stdout: OutputStream; stderr: OutputStream; settings: () => OutputSettings }) {
    this.#stdout = input.stdout;
    this.#stderr = input.stderr;
    this.#settings = input.settings;
    this.#stdout.on('error', this.#onError);
    this.#stderr.on('error', this.#ignore);
  }

  /** {@inheritDoc Output.json} */
  get json(): boolean {
    return this.#settings().json;
  }

  /** {@inheritDoc Output.color} */
  get color(): boolean {
    return this.#settings().color && this.#stdout.isTTY === true;
  }

  /** Whether remarks may have colours. */
  get noteColor(): boolean {
    return this.#settings().color && this.#stderr.isTTY === true;
  }

  /** What a write of results failed with, such as a reader that went away. */
  get failure(): Error | undefined {
    return this.#broken;
  }

  /** {@inheritDoc Output.result} */
  result(value: unknown, text: () => string | Table): void {
    if (this.json) {
      this.#print(`${JSON.stringify(value ?? null, null, 2)}\n`);
      return;
    }
    const shown = text();
    const lines = typeof shown === 'string' ? shown : renderTable(shown, pico.createColors(this.color));
    if (lines === '') return;
    this.#print(printable(lines.endsWith('\n') ? lines : `${lines}\n`, { colors: this.color }));
  }

  /** {@inheritDoc Output.write} */
  async write(text: string): Promise<void> {
    const wantsMore = this.#print(text);
    if (!wantsMore) await this.#flushed();
    if (this.#broken) throw this.#broken;
  }

  /** {@inheritDoc Output.note} */
  note(text: string): void {
    const line = text.endsWith('\n') ? text : `${text}\n`;
    this.#stderr.write(printable(line, { colors: this.noteColor }));
  }

  /** {@inheritDoc Output.progress} */
  progress(label: string, total?: number): ProgressBar {
    if (this.json || this.#stderr.isTTY !== true) return SILENT;
    const bar = total === undefined ? '{value}' : '{bar} {percentage}% {value}/{total}';
    const format = `${label} ${bar} {note}`;
    const single = new SingleBar({
      format,
      stream: this.#stderr,
      hideCursor: false,
      clearOnComplete: true,
      barCompleteChar: '█',
      barIncompleteChar: '░',
    });
    single.start(total ?? 0, 0, { note: '' });
    this.#bars.push(single);
    return { update: (done, note = '') => single.update(done, { note }), stop: () => single.stop() };
  }

  /**
   * Waits until all is taken, and lets go of the streams.
   * @throws Error of the first write that failed
   */
  async close(): Promise<void> {
    for (const bar of this.#bars) bar.stop();
    this.#bars = [];
    try {
      await this.#flushed();
    } finally {
      this.#stdout.off('error', this.#onError);
      this.#stderr.off('error', this.#ignore);
    }
  }

  /** False: the stream wants nothing more just now. */
  #print(text: string): boolean {
    return this.#stdout.write(text, (error) => {
      if (error) this.#onError(error);
    });
  }

  async #flushed(): Promise<void> {
    await new Promise<void>((resolve) => this.#stdout.write('', () => resolve()));
    if (this.#broken) throw this.#broken;
  }
}
