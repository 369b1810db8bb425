/** Crashes between the writes to two databases: what was saved is in the versions, and the next save mends the record. */
import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../src/errors';
import { configOf } from '../../src/storage/record-fields';
import type { AgentVersioning } from '../../src/versioning/service';
import { apart, type Domains, serviceOver, watched } from './stores';

const agentId = 'support';

/** Actions on an agent of three versions, `kept` of each: the third is the head, the first is active. */
const ACTIONS: [string, (versioning: AgentVersioning) => Promise<unknown>][] = [
  ['save', (v) => v.save(agentId, { edit: 'new' })],
  ['save, activated', (v) => v.save(agentId, { edit: 'new' }, { labels: ['active'] })],
  ['save under a key', (v) => v.save(agentId, { edit: 'new' }, { idempotencyKey: 'k' })],
  ['save that takes away', (v) => v.save(agentId, {}, { remove: ['kept2'] })],
  ['createVersion', (v) => v.createVersion(agentId)],
  ['restore', (v) => v.restore(agentId, 1)],
  ['rollback', (v) => v.rollback(agentId, 1)],
  ['updateWithVersion', (v) => v.updateWithVersion(agentId, { edit: 'new' }, 'x')],
  ['activate', (v) => v.activate(agentId, 2)],
  ['deactivate', (v) => v.deactivate(agentId)],
  ['revertLabel', (v) => v.revertLabel(agentId, 'active')],
];

const MOST_CALLS = 9;

/** Domains that are there until a number of calls; then the process is dead, or one call fails. */
function failing(domains: Domains, { call, once }: { call: number; once: boolean }) {
  let calls = 0;
  return watched(domains, () => {
    calls += 1;
    if (once ? calls === call : calls >= call) throw new UnavailableError({ message: 'gone', retryable: true });
  });
}

async function withThree() {
  const domains = apart();
  const { versioning } = serviceOver(domains);
  await versioning.createAgent({ id: agentId, kept1: 1 });
  await versioning.activate(agentId, 1);
  await versioning.save(agentId, { kept2: 2 }, { labels: ['active'] });
  await versioning.save(agentId, { kept3: 3 }, { labels: ['active'] });
  await versioning.activate(agentId, 1);
  return domains;
}

const CASES = ACTIONS.flatMap(([name, action]) => [true, false].map((once) => ({ name, action, once })));

describe.each(CASES)('$name, failing once: $once', ({ action, once }) => {
  it('loses nothing, wherever it fails', async () => {
    for (let call = 1; call <= MOST_CALLS; call += 1) {
      const domains = await withThree();
      const before = await snapshots(domains);
      const broken = serviceOver(failing(domains, { call, once })).versioning;
      const error = await action(broken).then(
        () => null,
        (reason: unknown) => reason,
      );
      const after = await snapshots(domains);
      expect(after.slice(0, before.length)).toEqual(before);
      // "unavailable" promises that nothing was written; only with the second step of two may that be a version
      if (after.length > before.length && error) expect(error).toMatchObject({ code: 'outcome_unknown' });
      await expectMended(domains, after.at(-1));
    }
  });
});

it('an action that fails after a version was made may be repeated, and makes no second one', async () => {
  const domains = await withThree();
  const save = (versioning: AgentVersioning) => versioning.save(agentId, { edit: 'new' }, { idempotencyKey: 'k' });
  const broken = serviceOver(failing(domains, { call: 5, once: true })).versioning;
  await expect(save(broken)).rejects.toMatchObject({ code: 'outcome_unknown', message: /Version 4 is saved/ });
  const { version, created, agent } = await save(serviceOver(domains).versioning);
  expect([version.versionNumber, created]).toEqual([4, false]);
  expect(agent).toMatchObject({ edit: 'new', versionNumber: 4 });
  expect(await domains.agents.getAgent(agentId)).toEqual(agent);
});

it('an edit of the record after a crash is kept beside what was saved', async () => {
  const domains = await withThree();
  const { versioning } = serviceOver(domains);
  await serviceOver(failing(domains, { call: 4, once: false }))
    .versioning.save(agentId, { saved: true })
    .catch(() => {});
  expect((await versioning.latest(agentId)).snapshot.saved).toBe(true);
  await versioning.updateAgent({ id: agentId, changes: { edited: true } });
  const { version } = await versioning.save(agentId, {});
  expect(version.snapshot).toEqual({ kept1: 1, kept2: 2, kept3: 3, saved: true, edited: true });
});

it('the first save of a record that was not made by one survives a crash', async () => {
  const domains = apart();
  await domains.agents.createAgent({ id: agentId, model: 'a' });
  await serviceOver(failing(domains, { call: 4, once: false }))
    .versioning.save(agentId, { model: 'b' })
    .catch(() => {});
  const { version } = await serviceOver(domains).versioning.save(agentId, { more: 1 });
  expect(version.snapshot).toEqual({ model: 'b', more: 1 });
});

describe.each([true, false])('createAgent, failing once: %s', (once) => {
  it('can be repeated or is finished by the next save', async () => {
    for (let call = 1; call <= 5; call += 1) {
      const domains = apart();
      const { versioning } = serviceOver(domains);
      const create = (v: AgentVersioning) =>
        v.createAgent({ id: agentId, model: 'a' }, { labels: ['active'], idempotencyKey: 'k' });
      const broken = serviceOver(failing(domains, { call, once })).versioning;
      const first = await create(broken).catch(() => null);
      const { version } = await create(versioning);
      if (first) expect(version).toEqual(first.version);
      expect(version).toMatchObject({ versionNumber: 1, snapshot: { model: 'a' } });
      await versioning.save(agentId, { model: 'b' });
      expect((await snapshots(domains)).at(-1)).toEqual({ model: 'b' });
    }
  });
});

it('deleteAgent can be repeated', async () => {
  for (let call = 1; call <= 3; call += 1) {
    const domains = await withThree();
    await serviceOver(failing(domains, { call, once: false }))
      .versioning.deleteAgent(agentId)
      .catch(() => {});
    const { versioning } = serviceOver(domains);
    await versioning.deleteAgent(agentId);
    expect(await versioning.getAgent(agentId)).toBeNull();
    expect(await snapshots(domains)).toEqual([]);
  }
});

/** Every snapshot, oldest first. */
async function snapshots({ agentVersions }: Domains) {
  const orderBy = { field: 'versionNumber', direction: 'ASC' } as const;
  return (await agentVersions.listVersions({ agentId, orderBy })).versions.map(({ snapshot }) => snapshot);
}

/** The next save builds on the head as the crash left it, and the record agrees with it; so does the next activation. */
async function expectMended(domains: Domains, head: object | undefined): Promise<void> {
  const { versioning } = serviceOver(domains);
  const draft = await domains.agents.getAgent(agentId);
  const { version, agent } = await versioning.save(agentId, { healed: true });
  const edited = draft?.edit === undefined ? {} : { edit: draft.edit };
  expect(version.snapshot).toEqual({ ...head, ...edited, healed: true });
  expect(configOf(agent)).toEqual(version.snapshot);
  expect(await domains.agents.getAgent(agentId)).toEqual(agent);
  await versioning.activate(agentId, 'head');
  expect((await domains.agents.getAgent(agentId))?.activeVersionId).toBe(version.id);
}
