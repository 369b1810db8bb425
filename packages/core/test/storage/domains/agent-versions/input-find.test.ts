/** Selectors of versions. */
import { describe, expect, it } from 'vitest';
import type { FindVersionsInput, VersionSelector } from '../../../../src/storage/domains/agent-versions/calls';
import { parseFindVersions } from '../../../../src/storage/domains/agent-versions/input-find';
import { pathsOf } from '../../paths-of';

describe('parseFindVersions', () => {
  it.each<VersionSelector>([
    { id: 'v' },
    { versionNumber: 3 },
    { label: 'active' },
    { label: 'active', at: new Date(0) },
    { ancestor: 0 },
    { idempotencyKey: 'k' },
    { name: 'latest' },
  ])('takes %j, and knows no version unless told', (selector) => {
    expect(parseFindVersions({ agentId: 'a', selector })).toStrictEqual({ agentId: 'a', selector, known: [] });
  });

  it('takes a copy', () => {
    const at = new Date(0);
    const known = ['v'];
    const query = parseFindVersions({ agentId: 'a', selector: { label: 'b', at }, known });
    at.setTime(1);
    known.push('w');
    expect(query).toEqual({ agentId: 'a', selector: { label: 'b', at: new Date(0) }, known: ['v'] });
  });

  it.each<[object, string[]]>([
    [{ agentId: '' }, ['agentId']],
    [{ selector: undefined }, ['selector']],
    [{ selector: {} }, ['selector']],
    [{ selector: { id: undefined } }, ['selector']],
    [{ selector: { id: 'v', ancestor: 0 } }, ['selector']],
    [{ selector: { name: 'v', at: new Date(0) } }, ['selector.at']],
    [{ selector: { label: 'head' } }, ['selector.label']],
    [{ selector: { number: 1 } }, ['selector.number', 'selector']],
    [{ known: Array(101).fill('v') }, ['known']],
    [{ known: ['v', ''] }, ['known[1]']],
  ])('refuses %j', (fields, paths) => {
    const input = { agentId: 'a', selector: { id: 'v' }, ...fields } as FindVersionsInput;
    expect(pathsOf(() => parseFindVersions(input))).toEqual(paths);
  });
});
