/** Lines out of bytes: at line feeds only, as JSON may hold every other line break, and never a line of any length. */
import { ValidationError } from '@agent-versions/core';

const LINE_FEED = 0x0a;

/** The lines of a text in UTF-8, one at a time, without their line feeds. */
export class LineReader implements AsyncIterable<string> {
  /** How many lines were handed out. */
  lines = 0;
  /** How many bytes came in. */
  bytes = 0;
  readonly #chunks: AsyncIterable<Uint8Array | string>;
  readonly #maxLineBytes: number;
  readonly #onChunk: ((bytes: number) => void) | undefined;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  /** The line that has begun, and is not over. */
  #begun: Uint8Array[] = [];
  #begunBytes = 0;

  constructor(input: {
    chunks: AsyncIterable<Uint8Array | string>;
    maxLineBytes: number;
    /** Called with the bytes that came in so far. */
    onChunk?: (bytes: number) => void;
  }) {
    this.#chunks = input.chunks;
    this.#maxLineBytes = input.maxLineBytes;
    this.#onChunk = input.onChunk;
  }

  /** @throws ValidationError that names the line, when it is too long or no UTF-8 */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for await (const text of this.#chunks) {
      const chunk = typeof text === 'string' ? Buffer.from(text) : text;
      this.bytes += chunk.length;
      this.#onChunk?.(this.bytes);
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
        this.#take(chunk.subarray(start, end));
        yield this.#finish();
        start = end + 1;
      }
      this.#take(chunk.subarray(start));
    }
    if (this.#begunBytes > 0) yield this.#finish();
  }

  #take(part: Uint8Array): void {
    this.#begunBytes += part.length;
    if (this.#begunBytes > this.#maxLineBytes) this.#refuse(`must be at most ${this.#maxLineBytes} bytes`);
    if (part.length > 0) this.#begun.push(part);
  }

  #finish(): string {
    const line = this.#begun.length === 1 ? this.#begun[0] : Buffer.concat(this.#begun);
    this.#begun = [];
    this.#begunBytes = 0;
    const text = this.#decode(line);
    this.lines += 1;
    return text;
  }

  #decode(line: Uint8Array | undefined): string {
    try {
      return this.#decoder.decode(line);
    } catch {
      return this.#refuse('is not UTF-8');
    }
  }

  /** Of the line after those that were handed out. */
  #refuse(message: string): never {
    throw new ValidationError([{ path: `line ${this.lines + 1}`, message }]);
  }
}
