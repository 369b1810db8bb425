/** How often each action goes to the database; calls at the same time count once. */
import { describe, expect, it } from 'vitest';
import type { AgentVersioning } from '../../src/versioning/service';
import { apart, counted, type Domains, serviceOver, together } from './stores';

const agentId = 'support';

/** The trips that an action takes, with an agent of three versions there, of which the second is active. */
async function tripsOf(layout: () => Domains, action: (versioning: AgentVersioning, id: string) => Promise<unknown>) {
  const { domains, trips } = counted(layout());
  const { versioning } = serviceOver(domains);
  await versioning.createAgent({ id: agentId, step: 1 });
  const { version } = await versioning.save(agentId, { step: 2 }, { labels: ['active'] });
  await versioning.save(agentId, { step: 3 });
  trips.length = 0;
  await action(versioning, version.id);
  return trips;
}

const READ = ['getAgent', 'getLatestVersion'];

describe('in one database', () => {
  it.each<[string, (versioning: AgentVersioning, id: string) => Promise<unknown>, string[][]]>([
    ['createAgent', (v) => v.createAgent({ id: 'new' }, { labels: ['active'] }), [['createVersion']]],
    ['save', (v) => v.save(agentId, { step: 4 }), [READ, ['createVersion']]],
    ['save, activated', (v) => v.save(agentId, { step: 4 }, { labels: ['active'] }), [READ, ['createVersion']]],
    [
      'save of what was seen',
      async (v) => {
        const { contentHash } = await v.current(agentId);
        await v.save(agentId, { step: 4 }, { expected: { contentHash } });
      },
      [READ, READ, ['createVersion']],
    ],
    ['save of nothing new', (v) => v.save(agentId, { step: 3 }), [READ]],
    [
      'save under a key',
      (v) => v.save(agentId, { step: 4 }, { idempotencyKey: 'k' }),
      [[...READ, 'findVersions'], ['createVersion']],
    ],
    ['createVersion', (v) => v.createVersion(agentId), [READ, ['createVersion']]],
    ['restore', (v) => v.restore(agentId, 1), [['findVersions', ...READ], ['createVersion']]],
    ['rollback', (v) => v.rollback(agentId, 1), [['findVersions', ...READ], ['createVersion']]],
    ['updateWithVersion', (v) => v.updateWithVersion(agentId, {}, 'x'), [READ, ['createVersion'], ['updateAgent']]],
    ['activate', (v, id) => v.activate(agentId, id), [['findVersions'], ['setLabel']]],
    ['deactivate', (v) => v.deactivate(agentId), [['removeLabel']]],
    ['resolve', (v) => v.resolve(agentId), [['findVersions']]],
    ['get by time', (v) => v.get(agentId, new Date()), [['findVersions']]],
    ['latest', (v) => v.latest(agentId), [['findVersions']]],
    ['compare', (v) => v.compare(agentId, { from: 1, to: 'head' }), [['findVersions', 'findVersions']]],
    ['current', (v) => v.current(agentId), [READ]],
    ['getLabel', (v) => v.getLabel(agentId, 'active'), [['listLabels']]],
    ['delete', (v) => v.delete(agentId, 1), [['findVersions'], ['deleteVersion']]],
    ['deleteAgent', (v) => v.deleteAgent(agentId), [['deleteHistory']]],
  ])('%s', async (_, action, expected) => {
    expect(await tripsOf(together, action)).toEqual(expected);
  });
});

describe('in two databases', () => {
  it.each<[string, (versioning: AgentVersioning, id: string) => Promise<unknown>, string[][]]>([
    [
      'createAgent', // and looks whether anybody has deleted it meanwhile
      (v) => v.createAgent({ id: 'new' }),
      [['getHead'], ['replaceAgent'], ['createVersion'], ['getAgent']],
    ],
    ['save', (v) => v.save(agentId, { step: 4 }), [READ, ['createVersion'], ['replaceAgent']]],
    ['activate', (v, id) => v.activate(agentId, id), [['findVersions'], ['setLabel'], ['setActiveVersion']]],
    ['resolve', (v) => v.resolve(agentId), [['findVersions']]],
  ])('%s', async (_, action, expected) => {
    expect(await tripsOf(apart, action)).toEqual(expected);
  });
});
