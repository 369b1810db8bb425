/** The one place that calls `fetch`: headers, time-outs, repeats, and answers as values or typed errors. */
import { type Answer, errorOf, objectOf } from './answer';
import { Deadline } from './deadline';
import { AgentVersionsError, isAgentVersionsError, isOutcomeUnknown } from './errors';
import type { HeaderValues, WriteOptions } from './options';
import { encodeBody, entityTag, headersOf, pathOf, queryOf } from './request-parts';
import { repeat } from './retry';
import { checkCount, checkTimeout, type Settings } from './settings';

/** One call. */
export interface Call {
  /** The method of HTTP. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The segments of the path below the base path, not encoded. */
  path: readonly string[];
  /** What stands in the query. */
  query?: object;
  /** What is sent as JSON; nothing is, where it is undefined. */
  body?: unknown;
  /** The media type that is asked for (default JSON). */
  accept?: string;
  /** Beside those of every request. */
  headers?: Record<string, string | undefined>;
  /** Whether a second time does no more than the first. Default: for GET, and for what has an idempotency key. */
  repeatable?: boolean;
  /** What the caller said. */
  options?: WriteOptions;
}

/** An answer whose head is there. */
export interface OpenAnswer {
  /** The method and the path, for messages. */
  what: string;
  /** The answer. */
  response: Response;
  /** Guards the reading of the body; must be released. */
  deadline: Deadline;
  /** Milliseconds that the caller allows for a try. */
  timeout: number;
}

/** Sends calls to one server. */
export class Transport {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The JSON object that is answered. */
  async object<T>(call: Call): Promise<T> {
    return objectOf<T>(await this.answer(call));
  }

  /** The whole answer: one of 200 to 299, or 304 where `If-None-Match` was sent. */
  answer(call: Call): Promise<Answer> {
    return this.#repeat(call, () => this.#exchange(call));
  }

  /** Deletes something. Where an earlier try may have done it, that it is not there is success. */
  async remove(call: Omit<Call, 'method'>): Promise<void> {
    const whole: Call = { ...call, method: 'DELETE' };
    let maybeDone = false;
    await this.#repeat(whole, async () => {
      try {
        await this.#exchange(whole);
      } catch (error) {
        if (maybeDone && isAgentVersionsError(error, 'not_found')) return;
        maybeDone ||= isOutcomeUnknown(error);
        throw error;
      }
    });
  }

  /** The answer once its head is there, for those who read its body bit by bit. */
  open(call: Call & { accept: string }): Promise<OpenAnswer> {
    return this.#repeat(call, async () => {
      const opened = await this.#send(call);
      if (opened.response.headers.get('content-type')?.startsWith(call.accept)) return opened;
      throw errorOf(await read(opened));
    });
  }

  async #repeat<T>(call: Call, attempt: () => Promise<T>): Promise<T> {
    const { method, options: { signal, retries = this.#settings.retries, idempotencyKey } = {} } = call;
    const { repeatable = method === 'GET' || idempotencyKey !== undefined } = call;
    return repeat(attempt, { retries: repeatable ? checkCount('retries', retries) : 0, signal });
  }

  async #exchange(call: Call): Promise<Answer> {
    return read(await this.#send(call));
  }

  /** One try, up to the head of the answer; errors are thrown with their bodies read. */
  async #send(call: Call): Promise<OpenAnswer> {
    const { method, path, headers, options: { signal, onResponse, timeout = this.#settings.timeout } = {} } = call;
    const url = this.#settings.root + pathOf(path);
    const deadline = new Deadline(signal);
    const about = { what: `${method} ${url}`, deadline, timeout };
    try {
      deadline.allow(checkTimeout('timeout', timeout));
      const response = await this.#fetch(call, { ...about, url });
      const { status } = response;
      onResponse?.({ status, headers: response.headers });
      const opened = { ...about, response };
      if (response.ok || (status === 304 && headers?.['if-none-match'])) return opened;
      throw errorOf(await read(opened));
    } catch (error) {
      deadline.abandon();
      throw error;
    }
  }

  async #fetch(call: Call, about: { what: string; deadline: Deadline; url: string }): Promise<Response> {
    const { method, query = {}, body } = call;
    // an error of the caller's own function stays what it is
    const own = await about.deadline.race((async () => this.#settings.headers())());
    const init: RequestInit = {
      method,
      headers: headersFor(call, own),
      signal: about.deadline.signal,
      // the server never redirects: whoever does is not it, and may get neither the key nor a POST that became a GET
      redirect: 'manual',
      ...(body !== undefined && { body: encodeBody(body) }),
    };
    const url = about.url + queryOf(query);
    return settle({ ...about, promise: (async () => this.#settings.fetch(url, init))() });
  }
}

function headersFor({ body, accept = 'application/json', headers, options = {} }: Call, own: HeaderValues): Headers {
  return headersOf({
    ...own,
    accept,
    'content-type': body === undefined ? undefined : 'application/json',
    'idempotency-key': options.idempotencyKey,
    'if-match': options.ifMatch === undefined ? undefined : entityTag(options.ifMatch),
    ...headers,
  });
}

/** The answer, read to its end. */
async function read({ what, response, deadline }: OpenAnswer): Promise<Answer> {
  const { status, headers } = response;
  try {
    return { what, status, headers, text: await settle({ what, deadline, promise: response.text() }) };
  } finally {
    deadline.release();
  }
}

/** The promise's result; what the platform says of a broken connection becomes `network`. */
export async function settle<T>(input: { what: string; deadline: Deadline; promise: Promise<T> }): Promise<T> {
  const { what, deadline, promise } = input;
  try {
    return await deadline.race(promise);
  } catch (cause) {
    throw (
      deadline.error ?? new AgentVersionsError({ code: 'network', message: `${what}: no whole answer came`, cause })
    );
  }
}
