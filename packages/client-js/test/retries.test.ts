/** What is repeated, and what never is. */
import { isOutcomeUnknown } from '@agent-versions/client';
import { describe, expect, it } from 'vitest';
import { agentWorld, answerLost, answers, type Fault, lost, refusalOf } from './running';

const busy: Fault = answers(503, '{"type":"about:blank","title":"unavailable","status":503,"code":"unavailable"}', {
  'content-type': 'application/problem+json',
});

describe('a read', () => {
  it.each([
    ['is lost', lost],
    ['is done, but not answered', answerLost],
    ['meets a busy database', busy],
    ['meets a gateway', answers(504, 'Gateway Timeout')],
    ['comes too often', answers(429, '', { 'retry-after': '0' })],
  ])('is repeated when it %s', async (_, fault) => {
    const { agent, faults } = await agentWorld();
    faults.push(fault, fault);
    expect((await agent.listVersions()).total).toBe(1);
  });

  it('is repeated as often as is said, and no more', async () => {
    const { agent, faults } = await agentWorld();
    faults.push(lost, lost, lost, lost);
    expect(await refusalOf(agent.listVersions())).toMatchObject({ code: 'network' });
    expect(faults).toHaveLength(1);
    expect(await refusalOf(agent.listVersions({}, { retries: 0 }))).toMatchObject({ code: 'network' });
    expect(faults).toHaveLength(0);
  });

  it.each([400, 401, 403, 404, 409, 500])('is not repeated after status %i', async (status) => {
    const { agent, faults, seen } = await agentWorld();
    faults.push(answers(status, 'no'));
    await refusalOf(agent.listVersions());
    expect(seen).toEqual([]);
  });

  it('is not made to wait for longer than half a minute: the caller hears of it at once', async () => {
    const { agent, faults, seen } = await agentWorld();
    faults.push(answers(503, '', { 'retry-after': '3600' }));
    expect(await refusalOf(agent.listVersions())).toMatchObject({ code: 'unavailable', retryAfter: 3_600_000 });
    expect(seen).toEqual([]);
  });

  it('takes a Retry-After that is a date', async () => {
    const { agent, faults } = await agentWorld();
    faults.push(answers(503, '', { 'retry-after': 'Fri, 01 Jan 2016 00:00:00 GMT' }));
    expect((await agent.listVersions()).total).toBe(1);
  });
});

describe('what makes a version', () => {
  it('is made once, and answered, where a key is given and answers are lost', async () => {
    const { agent, faults, seen } = await agentWorld();
    const calls = [
      () => agent.createVersion({ expected: 1 }, { idempotencyKey: 'k2' }),
      () =>
        agent.save({ changes: { model: 'b' }, expected: 2 }, { idempotencyKey: 'k3' }).then(({ version }) => version),
      () => agent.restoreVersion('1', { expected: 3 }, { idempotencyKey: 'k4' }),
      () => agent.rollbackVersion('3', { expected: 4 }, { idempotencyKey: 'k5' }),
    ];
    for (const [index, call] of calls.entries()) {
      faults.push(answerLost, lost);
      expect(await call()).toMatchObject({ versionNumber: index + 2, idempotencyKey: `k${index + 2}` });
    }
    expect((await agent.listVersions()).total).toBe(5);
    expect(seen.filter(({ method }) => method !== 'GET')).toHaveLength(8);
  });

  it('is made once also where ifMatch is given: the repeat does not trip over the first try', async () => {
    const { agent, faults } = await agentWorld();
    const { contentHash } = await agent.getVersion('1');
    faults.push(answerLost);
    const saved = await agent.save({ changes: { model: 'b' } }, { ifMatch: contentHash, idempotencyKey: 'k' });
    expect(saved.version.versionNumber).toBe(2);
  });

  it('is made once where an agent is created with a key', async () => {
    const { client, faults } = await agentWorld();
    faults.push(answerLost);
    const made = await client.createStoredAgent({ id: 'second', config: {} }, { idempotencyKey: 'k' });
    expect(made.version.versionNumber).toBe(1);
  });
});

describe('without a key', () => {
  it.each([
    ['createVersion', (agent) => agent.createVersion()],
    [
      'createVersion, though it says what it expects',
      (agent) => agent.createVersion({ expected: 1 }, { ifMatch: '*' }),
    ],
    ['save', (agent) => agent.save({ changes: { model: 'b' } })],
    ['restoreVersion', (agent) => agent.restoreVersion('1')],
    ['rollbackVersion', (agent) => agent.rollbackVersion('1')],
    ['redactVersion', (agent) => agent.redactVersion('1')],
    ['activateVersion', (agent) => agent.activateVersion('1')],
    ['labels.set', (agent) => agent.labels.set('production', { version: 1, expected: 'none' })],
    ['labels.revert', (agent) => agent.labels.revert('production')],
    ['labels.remove', (agent) => agent.labels.remove('production')],
    ['prune', (agent) => agent.prune({ keepLast: 1 })],
    ['delete', (agent) => agent.delete()],
    ['deleteVersion, relative to the head', (agent) => agent.deleteVersion('head~1')],
  ] as [string, (agent: Awaited<ReturnType<typeof agentWorld>>['agent']) => Promise<unknown>][])(
    'nothing is repeated whose outcome is unknown: %s',
    async (_, call) => {
      const { agent, faults, seen } = await agentWorld();
      faults.push(lost);
      const error = await refusalOf(call(agent));
      expect([error, isOutcomeUnknown(error)]).toEqual([expect.objectContaining({ code: 'network' }), true]);
      expect(seen).toEqual([]);
    },
  );

  it('a prune that only tries is', async () => {
    const { agent, faults } = await agentWorld();
    faults.push(lost);
    expect(await agent.prune({ keepLast: 1, dryRun: true })).toMatchObject({ deleted: [] });
  });
});

describe('deleting a version by its id', () => {
  it('is repeated, and that it is gone by then is success', async () => {
    const { agent, faults } = await agentWorld();
    await agent.createVersion();
    const { id } = await agent.getVersion('1');
    faults.push(answerLost);
    await agent.deleteVersion(id);
    expect((await agent.listVersions()).total).toBe(1);
  });

  it('is refused where it never was there, also after a try that did nothing', async () => {
    const { agent, faults } = await agentWorld();
    expect(await refusalOf(agent.deleteVersion('nobody'))).toMatchObject({ code: 'not_found' });
    faults.push(busy);
    const error = await refusalOf(agent.deleteVersion('nobody'));
    expect([error, isOutcomeUnknown(error)]).toEqual([expect.objectContaining({ code: 'not_found' }), false]);
  });
});
