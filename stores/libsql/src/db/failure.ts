/** What can be told of a driver's error: the two drivers, SQLite and the network each say it in their own place. */

/** The facts of an error, gathered from it and its causes. */
export interface Failure {
  /** The words of whoever noticed it first. */
  readonly message: string;
  /** SQLite's primary result code without `SQLITE_`: `BUSY`, `CONSTRAINT` … */
  readonly sqlite: string | undefined;
  /** The driver's code. */
  readonly code: string | undefined;
  /** The HTTP status the server refused with. */
  readonly status: number | undefined;
  /** The operating system's or the TLS library's code: `ECONNREFUSED` … */
  readonly system: string | undefined;
  /** Whether the connection never came about, so that nothing can have been sent. */
  readonly neverSent: boolean;
  /** Whether the time for an answer was over. */
  readonly late: boolean;
  /** Whether a server looked at the request and said no. */
  readonly answered: boolean;
}

/** SQLite's primary result codes that are told apart here. */
const PRIMARY_CODES: Readonly<Record<number, string>> = {
  5: 'BUSY',
  6: 'LOCKED',
  7: 'NOMEM',
  8: 'READONLY',
  10: 'IOERR',
  11: 'CORRUPT',
  13: 'FULL',
  14: 'CANTOPEN',
  15: 'PROTOCOL',
  19: 'CONSTRAINT',
  26: 'NOTADB',
};
const NAMED_PRIMARY_CODE = new RegExp(`^SQLITE_(${Object.values(PRIMARY_CODES).join('|')})(_|$)`);
/** The engine reports a file that does not open without a code, but with SQLite's number at the end. */
const OPENING_FAILED = /^ConnectionFailed\(".*: (\d+)"\)$/s;
/** A WebSocket's handshake fails with words only. */
const HANDSHAKE_STATUS = /Unexpected server response: (\d{3})/;
const CONNECTION_CODES = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)\b/;
const TLS_CODES = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Reads what an error says. */
export function readFailure(error: unknown): Failure {
  const chain = causesOf(error);
  const first = chain.at(-1);
  const message = first?.message || String(first?.code);
  const codes = chain.map(({ code }) => code).filter((code) => typeof code === 'string');
  const system = codes.find((code) => CONNECTION_CODES.test(code) || TLS_CODES.test(code)) ?? systemCode(message);
  const status = chain.map(({ status }) => status).find((status) => typeof status === 'number');
  const handshake = HANDSHAKE_STATUS.exec(message)?.[1];
  return {
    message,
    sqlite: chain.map(primaryCode).find((code) => code !== undefined),
    code: codes[0],
    status: status ?? (handshake === undefined ? undefined : Number(handshake)),
    system,
    neverSent:
      (system !== undefined && (CONNECTION_CODES.test(system) || TLS_CODES.test(system))) ||
      handshake !== undefined ||
      chain.some(({ syscall }) => syscall === 'connect' || syscall === 'getaddrinfo'),
    late: chain.some(({ name }) => name === 'TimeoutError' || name === 'DeadlineError'),
    answered: chain.slice(0, 2).some(({ name }) => name === 'ResponseError'),
  };
}

/** Whether the connection failed over certificates or the protocol of encryption: time mends neither. */
export function isTlsFailure({ system }: Failure): boolean {
  return system !== undefined && TLS_CODES.test(system);
}

/** What an error of any make may carry. */
interface ErrorLike {
  name?: string;
  message: string;
  code?: unknown;
  rawCode?: unknown;
  status?: unknown;
  syscall?: unknown;
  cause?: unknown;
}

/** An error and its causes, outermost first. */
function causesOf(error: unknown): ErrorLike[] {
  const chain: ErrorLike[] = [];
  for (let at = error; at instanceof Error && chain.length < 8; at = at.cause) chain.push(at);
  return chain.length > 0 ? chain : [{ message: String(error) }];
}

function primaryCode({ rawCode, code, message }: ErrorLike): string | undefined {
  const opening = OPENING_FAILED.exec(message)?.[1];
  const number = typeof rawCode === 'number' ? rawCode : Number(opening ?? 0);
  if (number !== 0) return PRIMARY_CODES[number & 0xff]; // an extended code carries its primary one in the low byte
  return typeof code === 'string' ? NAMED_PRIMARY_CODE.exec(code)?.[1] : undefined;
}

function systemCode(message: string): string | undefined {
  return CONNECTION_CODES.exec(message)?.[1];
}
