/** The conflicts of the domain `agentVersions`. */
import { describe, expect, it } from 'vitest';
import {
  headMovedOn,
  idempotencyKeyReused,
  labelMovedOn,
  versionIdTaken,
  versionNumberNotNext,
} from '../../../../src/storage/domains/agent-versions/conflicts';

describe('conflicts of versions', () => {
  const cause = new Error('unique');

  it('say that an id is taken, and by which number', () => {
    const error = versionIdTaken({ id: 'v', versionNumber: 3 }, { cause });
    expect(error).toMatchObject({ entity: 'version', id: 'v', expected: 'none', actual: 3, cause });
  });

  it('say which number is next', () => {
    const error = versionNumberNotNext({ agentId: 'a', versionNumber: 7, next: 3 });
    expect(error).toMatchObject({ entity: 'version', id: 'a', expected: 7, actual: 3 });
  });

  it('say which head there is, and none for 0', () => {
    const input = { agentId: 'a', expected: 2, actual: 3 };
    expect(headMovedOn(input)).toMatchObject({ entity: 'version', id: 'a', expected: 2, actual: 3 });
    expect(headMovedOn({ ...input, expected: 0 })).toMatchObject({ expected: 'none', actual: 3 });
    expect(headMovedOn({ ...input, actual: 0 })).toMatchObject({ expected: 2, actual: 'none' });
  });

  it('say which contents a key stands for', () => {
    const error = idempotencyKeyReused({ idempotencyKey: 'k', expected: 'aa', actual: 'bb' });
    expect(error).toMatchObject({ entity: 'idempotencyKey', id: 'k', expected: 'aa', actual: 'bb' });
  });

  it('say which revision a label has, and none for 0', () => {
    const input = { agentId: 'a', label: 'production', expected: 0, actual: 3 };
    expect(labelMovedOn(input)).toMatchObject({ entity: 'label', id: 'a/production', expected: 'none', actual: 3 });
    expect(labelMovedOn({ ...input, expected: 1, actual: 0 })).toMatchObject({ expected: 1, actual: 'none' });
  });
});
