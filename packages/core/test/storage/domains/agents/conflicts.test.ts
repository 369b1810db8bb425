/** The conflicts of the domain `agents`. */
import { describe, expect, it } from 'vitest';
import { agentIdTaken, agentMovedOn } from '../../../../src/storage/domains/agents/conflicts';

describe('conflicts of agents', () => {
  const cause = new Error('unique');

  it('say that an id is taken', () => {
    const error = agentIdTaken({ id: 'a', revision: 3 }, { cause });
    expect(error).toMatchObject({ entity: 'agent', id: 'a', expected: 'none', actual: 3, cause });
  });

  it('say which revision there is, and none for 0', () => {
    expect(agentMovedOn({ id: 'a', expected: 1, actual: 3 })).toMatchObject({
      entity: 'agent',
      expected: 1,
      actual: 3,
    });
    expect(agentMovedOn({ id: 'a', expected: 0, actual: 3 })).toMatchObject({ expected: 'none', actual: 3 });
    expect(agentMovedOn({ id: 'a', expected: 1, actual: 0 })).toMatchObject({ expected: 1, actual: 'none' });
  });
});
