/** Standard input as the commands get it. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { endWithSignal } from '../src/stdin';

it('keeps no chunk that was read, however much comes in', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const chunks: WeakRef<Uint8Array>[] = [];
  async function* source() {
    for (let count = 0; count < 100; count += 1) {
      const chunk = new Uint8Array(1000);
      chunks.push(new WeakRef(chunk));
      yield chunk;
    }
  }
  const input = endWithSignal(source(), new AbortController().signal)[Symbol.asyncIterator]();
  for (let count = 0; count < 90; count += 1) await input.next();
  await new Promise((resolve) => setImmediate(resolve)); // what was looked at in this turn is held until its end
  collectGarbage();
  expect(chunks.filter((chunk) => chunk.deref() !== undefined).length).toBeLessThan(5);
  await input.return?.();
});

it('ends a wait for what does not come with the reason of the signal', async () => {
  const controller = new AbortController();
  async function* source() {
    yield 'first';
    yield await new Promise<string>(() => undefined);
  }
  const input = endWithSignal(source(), controller.signal)[Symbol.asyncIterator]();
  expect((await input.next()).value).toBe('first');
  const next = input.next();
  controller.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
});
