/** Answers that are made while they are sent, as fast as the client takes them. */
import type { Context, TypedResponse } from 'hono';
import type { ServerEnv } from './environment';
import { traceOf } from './error-trace';

/** An answer whose body the types of routes cannot speak of. */
export type StreamedResponse = Response & TypedResponse<never, never, never>;

/** Makes the pieces of an answer; the signal says that nobody wants the rest. */
export type Chunks = (signal: AbortSignal) => AsyncGenerator<string>;

/**
 * Answers 200 with what is made, piece by piece. The first piece is made before: what is refused until then is answered
 * as any other error. Later errors cut the connection, as an answer that just ended would look complete.
 */
export async function answerChunks(
  c: Context<ServerEnv>,
  { type, make }: { type: string; make: Chunks },
): Promise<StreamedResponse> {
  const stop = new AbortController();
  const chunks = make(stop.signal);
  let first: IteratorResult<string> | undefined = await chunks.next();
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = first ?? (await chunks.next());
          first = undefined;
          if (done) controller.close();
          else controller.enqueue(encoder.encode(value));
        } catch (error) {
          controller.error(cutOff(c, error));
        }
      },
      async cancel() {
        stop.abort();
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return c.body(stream, 200, { 'content-type': type, 'cache-control': 'no-store' }) as StreamedResponse;
}

/** The logs know why. What the runtime gets to see it may print: nothing of what the error says. */
function cutOff(c: Context<ServerEnv>, error: unknown): Error {
  const { requestId, log } = c.var;
  log.error({ requestId, error: traceOf(error) }, 'cut off');
  return new Error(`The answer to request ${requestId} was cut off`);
}
