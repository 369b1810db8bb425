/** The contract of `saveEval`. */
import type { SaveEvalInput } from '@agent-versions/core';
import { expect, it } from 'vitest';
import { REFUSED_IDS, REFUSED_TIMES, STORABLE_IDS, STORABLE_TIMES } from '../hazards/ids';
import { HOSTILE_TEXTS, nest, SMALL_VALUES } from '../hazards/values';
import { refusal } from '../refusal';
import { freshId, ULID } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { sampleEval, takenBy } from './samples';

/** What is stored, and how often. */
export function saveEval(store: StoreUnderTest): void {
  it('stores every field as it is given', async () => {
    const given = sampleEval();
    const saved = await store.evals.saveEval(given);
    expect(saved).toStrictEqual(given);
    expect(await store.evals.getEval({ id: given.id })).toStrictEqual(given);
  });

  it('needs a scorer and a score; the store makes id and time, and nothing else', async () => {
    const before = Date.now() - 60_000;
    const saved = await store.evals.saveEval({ scorerId: 'exact', score: 1 });
    expect(saved).toStrictEqual({
      id: expect.stringMatching(ULID),
      scorerId: 'exact',
      score: 1,
      createdAt: expect.any(Date),
    });
    expect(saved.createdAt.getTime()).toBeGreaterThan(before);
    expect(await store.evals.getEval({ id: saved.id })).toStrictEqual(saved);
  });

  it('keeps empty, null and absent apart', async () => {
    const bare = { scorerId: 's', score: 0 };
    const given = { ...bare, reason: '', input: null, output: '', testInfo: {}, metadata: { a: null } };
    const saved = await store.evals.saveEval({ ...given, id: freshId('eval'), agentId: undefined });
    expect(saved).toStrictEqual({ ...given, id: saved.id, createdAt: saved.createdAt });
    expect(await store.evals.getEval({ id: saved.id })).toStrictEqual(saved);
  });

  it('keeps every hostile document', async () => {
    for (const { name, value, ...row } of SMALL_VALUES) {
      const stored = 'stored' in row ? row.stored : value;
      const documents = { input: value, output: [value], testInfo: { value }, metadata: { value } };
      const { id } = await store.evals.saveEval(sampleEval(documents as never));
      expect(await store.evals.getEval({ id }), name).toMatchObject({
        input: stored,
        output: [stored],
        testInfo: { value: stored },
        metadata: { value: stored },
      });
    }
  });

  it('keeps every hostile text and id, byte by byte', async () => {
    for (const { text: reason } of HOSTILE_TEXTS) {
      const { id } = await store.evals.saveEval(sampleEval({ reason }));
      expect((await store.evals.getEval({ id }))?.reason).toBe(reason);
    }
    for (const { id } of STORABLE_IDS) {
      const given = sampleEval({ id, agentId: id, versionId: id, runId: id, scorerId: id });
      expect(await store.evals.saveEval(given)).toStrictEqual(given);
      expect(await store.evals.getEval({ id })).toStrictEqual(given);
    }
  });

  it('keeps times to the millisecond', async () => {
    for (const time of STORABLE_TIMES) {
      const { id } = await store.evals.saveEval(sampleEval({ createdAt: new Date(time) }));
      expect((await store.evals.getEval({ id }))?.createdAt).toStrictEqual(new Date(time));
    }
  });

  it('shares nothing with the caller', async () => {
    const given = sampleEval({ input: { deep: [1] } });
    const saved = await store.evals.saveEval(given);
    const kept = structuredClone(saved);
    for (const record of [given, saved] as SaveEvalInput[]) {
      (record.input as { deep: number[] }).deep.push(2);
      record.metadata = {};
      record.createdAt?.setTime(0);
    }
    expect(await store.evals.getEval({ id: given.id })).toStrictEqual(kept);
  });

  it('stores a score once: the same again changes nothing, and returns what is stored', async () => {
    const runId = freshId('run');
    const given = sampleEval({ runId, createdAt: undefined });
    const first = await store.evals.saveEval(given);
    const reordered = { ...given, input: { history: [], question: 'Rain on Friday?' } };
    expect(await store.evals.saveEval(reordered)).toStrictEqual(first);
    expect(await store.evals.saveEval({ ...given, createdAt: first.createdAt })).toStrictEqual(first);
    expect((await store.evals.listEvals({ runId })).total).toBe(1);
  });
}

/** What is not stored. */
export function saveEvalRefused(store: StoreUnderTest): void {
  it.each<[string, Partial<SaveEvalInput>]>([
    ['another score', { score: 0.3 }],
    ['another scorer', { scorerId: 'other' }],
    ['no agent', { agentId: undefined }],
    ['no reason', { reason: undefined }],
    ['an empty reason', { reason: '' }],
    ['another input', { input: { question: 'Rain on Friday?' } }],
    ['null in place of an output', { output: null }],
    ['no output', { output: undefined }],
    ['another time', { createdAt: new Date('2026-03-01T12:00:00.124Z') }],
  ])('refuses a taken id with %s', async (_, fields) => {
    const given = sampleEval();
    await store.evals.saveEval(given);
    expect(await refusal(store.evals.saveEval({ ...given, ...fields }))).toEqual(takenBy(given.id));
    expect(await store.evals.getEval({ id: given.id })).toStrictEqual(given);
  });

  it.each<[string, object, string[]]>([
    ['no scorer', { scorerId: undefined }, ['scorerId']],
    ['no score', { score: undefined }, ['score']],
    ['too long a reason', { reason: 'x'.repeat(65_537) }, ['reason']],
    ['null for a reason', { reason: null }, ['reason']],
    ['undefined inside an input', { input: [undefined] }, ['input[0]']],
    ['too large an integer', { input: 2 ** 53 }, ['input']],
    ['an instance of a class', { output: new Map() }, ['output']],
    ['too deep an output', { output: nest(65) }, [`output${'[0]'.repeat(64)}`]],
    ['null for test information', { testInfo: null }, ['testInfo']],
    ['a text for test information', { testInfo: 'text' }, ['testInfo']],
    ['a list for metadata', { metadata: [] }, ['metadata']],
    ['too large metadata', { metadata: { a: 'x'.repeat(1_048_576) } }, ['metadata']],
    ['a field that is not known', { verdict: 'good' }, ['verdict']],
  ])('refuses %s', async (_, fields, paths) => {
    const given = { ...sampleEval(), ...fields };
    expect(await refusal(store.evals.saveEval(given as never))).toEqual({ code: 'invalid_input', paths });
    expect(await store.evals.getEval({ id: given.id })).toBeNull();
  });

  it.each(['id', 'agentId', 'versionId', 'runId', 'scorerId'])('refuses what is no %s', async (field) => {
    for (const { name, id } of REFUSED_IDS) {
      const call = store.evals.saveEval(sampleEval({ [field]: id } as object));
      expect(await refusal(call), name).toMatchObject({
        code: 'invalid_input',
        paths: expect.arrayContaining([field]),
      });
    }
  });

  it('refuses what is no time', async () => {
    for (const { name, time } of REFUSED_TIMES) {
      const call = store.evals.saveEval(sampleEval({ createdAt: time as Date }));
      expect(await refusal(call), name).toEqual({ code: 'invalid_input', paths: ['createdAt'] });
    }
  });
}
