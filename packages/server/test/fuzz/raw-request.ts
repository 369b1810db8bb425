/** Requests byte by byte, as no decent client would send them. */
import { once } from 'node:events';
import { connect } from 'node:net';

/** A request, of which nothing is checked. */
export interface RawRequest {
  method: string;
  /** As it stands in the request line. */
  target: string;
  headers: [name: string, value: string][];
  body: Buffer;
  /** Whether the length of the body is said; else it is sent in chunks. */
  sized: boolean;
}

/** How the server took it. */
export interface RawAnswer {
  /** Undefined where the connection was closed without an answer. */
  status: number | undefined;
  head: string;
  body: string;
}

/** What is sent, in pieces. */
export type Pieces = Iterable<Buffer> | AsyncIterable<Buffer>;

/** Longer than any answer takes, shorter than a test. */
const PATIENCE = 30_000;

/** The bytes of a request. */
export function bytesOf({ method, target, headers, body, sized }: RawRequest): Buffer {
  const length: [string, string] = sized ? ['Content-Length', String(body.length)] : ['Transfer-Encoding', 'chunked'];
  const all = [...headers, ...(body.length > 0 || !sized ? [length] : []), ['Connection', 'close']];
  const head = `${method} ${target} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), sized ? body : chunked(body)]);
}

/** Sends bytes in pieces, and reads the answer to its end, or of an endless one the beginning. */
export function send(port: number, pieces: Pieces): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let text = '';
    socket.setEncoding('latin1');
    socket.setTimeout(PATIENCE, () => {
      socket.destroy();
      reject(new Error(`no end of an answer after ${PATIENCE} ms: ${text.slice(0, 200)}`));
    });
    socket.on('data', (piece: string) => {
      text += piece;
      if (isEnough(parse(text))) socket.destroy();
    });
    // who refuses a body closes before it has all arrived
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(parse(text)));
    void writeAll(socket, pieces);
  });
}

/** Sends the beginning of a request, and hangs up. */
export async function breakOff(port: number, bytes: Buffer): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  await new Promise<void>((resolve) => {
    socket.write(bytes, () => resolve());
  });
  socket.destroy();
  await once(socket, 'close');
}

async function writeAll(socket: ReturnType<typeof connect>, pieces: Pieces) {
  for await (const piece of pieces) {
    if (socket.destroyed) return;
    if (socket.write(piece)) continue;
    await new Promise<void>((resolve) => {
      socket.once('drain', resolve);
      socket.once('close', () => resolve());
    });
  }
}

function parse(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return { status: undefined, head: '', body: '' };
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  // an interim answer comes before the real one
  if (status === '100') return parse(text.slice(end + 4));
  return {
    status: status === undefined ? undefined : Number(status),
    head: text.slice(0, end),
    body: text.slice(end + 4),
  };
}

/** Whether the answer is whole, or has no end; what follows is the end of the connection. */
function isEnough({ head, body }: RawAnswer): boolean {
  const length = /\ncontent-length: (\d+)/i.exec(head)?.[1];
  return (length !== undefined && body.length >= Number(length)) || /\ncontent-type: text\/event-stream/i.test(head);
}

function chunked(body: Buffer): Buffer {
  const size = Buffer.from(`${body.length.toString(16)}\r\n`);
  const chunk = body.length > 0 ? [size, body, Buffer.from('\r\n')] : [];
  return Buffer.concat([...chunk, Buffer.from('0\r\n\r\n')]);
}
