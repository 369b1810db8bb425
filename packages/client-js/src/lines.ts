/** Answers that are read line by line while they come. */
import { AgentVersionsError } from './errors';
import { type OpenAnswer, settle } from './transport';

/**
 * The lines of a body, without their ends; a last line that does not end counts as well. The clock runs only while the
 * next bytes are waited for, not while the caller is busy. The connection is let go when the caller stops.
 * @throws AgentVersionsError `timeout` when nothing comes for `stall` milliseconds, `network` when the answer is cut off
 */
export async function* readLines(answer: OpenAnswer, stall: number = answer.timeout): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const bytes of readBytes(answer, stall)) {
    const [first = '', ...others] = decode(answer.what, () => decoder.decode(bytes, { stream: true })).split('\n');
    const lines = [rest + first, ...others];
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  rest += decode(answer.what, () => decoder.decode());
  if (rest !== '') yield rest;
}

async function* readBytes({ what, response, deadline }: OpenAnswer, stall: number): AsyncGenerator<Uint8Array, void> {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      deadline.allow(stall);
      const { done, value } = (await (reader && settle({ what, deadline, promise: reader.read() }))) ?? { done: true };
      deadline.allow(Number.POSITIVE_INFINITY);
      if (done) return;
      yield value;
    }
  } finally {
    deadline.release();
    // nobody is left whom it could tell that the connection is broken
    reader?.cancel().catch(() => undefined);
  }
}

function decode(what: string, text: () => string): string {
  try {
    return text();
  } catch (cause) {
    const message = `${what}: the answer is no UTF-8`;
    throw new AgentVersionsError({ code: 'bad_answer', message, fields: { received: '' }, cause });
  }
}
