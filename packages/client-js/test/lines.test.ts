/** Lines, however the network cuts them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, refusalOf, world } from './running';

/** Answers with these bytes, in these pieces. */
function sending(pieces: Uint8Array[]) {
  const body = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
  const headers = { 'content-type': 'application/x-ndjson' };
  return world().connect({ fetch: () => new Response(body(), { headers }) });
}

describe('an export', () => {
  it('comes as the same lines, wherever its bytes are cut', async () => {
    const line = fc.json({ stringUnit: 'binary' });
    const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(line), cuts, fc.boolean(), async (lines, sizes, isEnded) => {
        const bytes = new TextEncoder().encode(lines.join('\n') + (isEnded && lines.length > 0 ? '\n' : ''));
        const pieces: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pieces.push(bytes.slice(at, at + size));
          at += size;
        }
        expect(await collect(sending(pieces).exportHistories())).toEqual(lines);
      }),
    );
  });

  it('that is no UTF-8 is a bad answer', async () => {
    const invalid = sending([Uint8Array.of(0xc3, 0x28)]).exportHistories();
    expect(await refusalOf(invalid.next())).toMatchObject({ code: 'bad_answer' });
    const cutOff = sending([Uint8Array.of(0x61, 0xc3)]).exportHistories();
    expect(await refusalOf(cutOff.next())).toMatchObject({ code: 'bad_answer' });
  });
});
