/** A history's hashes, computed anew: whatever was tampered with is found, at its number. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../src/json/hash';
import { toStorable } from '../../src/json/storable';
import { chainEntryHash, chainLink } from '../../src/storage/domains/agent-versions/chain';
import type { AgentVersion, HistoryEntry, HistoryHead } from '../../src/storage/domains/agent-versions/records';
import { checkHistory } from '../../src/versioning/history-check';
import { documents } from '../json/arbitraries';

/** What a version of a made-up history is made of. */
interface Draft {
  snapshot: Record<string, unknown>;
  createdBy: string | undefined;
  changeMessage: string | undefined;
  /** Milliseconds since the version before. */
  pause: number;
  fate: 'kept' | 'deleted' | 'redacted';
}

interface History {
  entries: HistoryEntry[];
  head: HistoryHead;
}

const drafts: fc.Arbitrary<Draft[]> = fc.array(
  fc.record({
    snapshot: documents.map((document) => toStorable(document).value),
    createdBy: fc.option(fc.string(), { nil: undefined }),
    changeMessage: fc.option(fc.string(), { nil: undefined }),
    pause: fc.nat(10_000),
    fate: fc.constantFrom('kept' as const, 'kept' as const, 'deleted' as const, 'redacted' as const),
  }),
  { minLength: 2, maxLength: 8 },
);

/** A history above a floor, as a store would keep it. */
function historyOf(made: readonly Draft[], floorNumber = 0): History {
  const floorHash = floorNumber > 0 ? contentHash('floor') : undefined;
  let previous = floorHash;
  let time = Date.parse('2026-01-01T00:00:00Z');
  const entries = made.map((draft, index): HistoryEntry => {
    const { snapshot, createdBy, changeMessage, fate } = draft;
    time += draft.pause;
    const content = { contentHash: contentHash(toStorable(snapshot).canonical), createdBy, changeMessage };
    const place = { versionNumber: floorNumber + index + 1, createdAt: new Date(time) };
    previous = chainLink({ previous, ...place, entryHash: chainEntryHash(content) });
    const record = { agentId: 'a', ...content, ...place, chainHash: previous } as AgentVersion;
    const id = `v${index}`;
    if (fate === 'deleted') {
      return { kind: 'deletion', deletion: { ...record, versionId: id, deletedAt: new Date(time) } };
    }
    if (fate === 'redacted')
      return { kind: 'version', version: { ...record, id, snapshot: {}, redactedAt: new Date() } };
    return { kind: 'version', version: { ...record, id, snapshot } };
  });
  return { entries, head: headOf(entries, { floorNumber, floorHash }) };
}

/** The head of entries that end a history. */
function headOf(entries: readonly HistoryEntry[], floor: { floorNumber: number; floorHash?: string | undefined }) {
  const versions = entries.flatMap((entry) => (entry.kind === 'version' ? [entry.version] : []));
  const last = entries.at(-1);
  return {
    agentId: 'a',
    lastNumber: last ? recordOf(last).versionNumber : floor.floorNumber,
    headNumber: versions.at(-1)?.versionNumber ?? 0,
    versionCount: versions.length,
    chainHash: last ? recordOf(last).chainHash : floor.floorHash,
    ...floor,
  } as HistoryHead;
}

function recordOf(entry: HistoryEntry) {
  return entry.kind === 'version' ? entry.version : entry.deletion;
}

/** The entries with one of them changed. */
function withEntry(entries: readonly HistoryEntry[], index: number, fields: object): HistoryEntry[] {
  return entries.map((entry, at) => {
    if (at !== index) return entry;
    return { ...entry, [entry.kind]: { ...recordOf(entry), ...fields } } as HistoryEntry;
  });
}

/** The end of the chain, as somebody may have written it down. */
function anchorOf({ head }: History) {
  return { versionNumber: head.lastNumber, chainHash: head.chainHash as string };
}

const place = fc.nat(1000);

describe('checkHistory', () => {
  it('passes every history that was made by the rules, from any floor, with and without an anchor', () => {
    fc.assert(
      fc.property(drafts, fc.constantFrom(0, 1, 7), (made, floor) => {
        const history = historyOf(made, floor);
        expect(checkHistory(history.entries, history)).toBeNull();
        expect(checkHistory(history.entries, { ...history, anchor: anchorOf(history) })).toBeNull();
      }),
    );
  });

  it('finds an edited author, message, time, hash or link at its number', () => {
    const edits = fc.constantFrom<object>(
      { createdBy: 'somebody else' },
      { changeMessage: 'another reason' },
      { createdAt: new Date(0) },
      { contentHash: contentHash('other') },
      { chainHash: contentHash('other') },
    );
    fc.assert(
      fc.property(drafts, place, edits, (made, at, edit) => {
        const { entries, head } = historyOf(made);
        const index = at % entries.length;
        const found = checkHistory(withEntry(entries, index, edit), { head });
        expect(found).toMatchObject({ versionNumber: index + 1 });
        expect(['link', 'content']).toContain(found?.problem);
      }),
    );
  });

  it('finds a link that was taken away', () => {
    fc.assert(
      fc.property(drafts, place, (made, at) => {
        const { entries, head } = historyOf(made);
        const index = at % entries.length;
        const found = checkHistory(withEntry(entries, index, { chainHash: undefined }), { head });
        // without its first link, the chain seems to begin one later
        expect(found).toMatchObject({ versionNumber: index === 0 ? 2 : index + 1, problem: 'link' });
      }),
    );
  });

  it('finds an edited snapshot', () => {
    fc.assert(
      fc.property(drafts, place, (made, at) => {
        const index = at % made.length;
        const { entries, head } = historyOf(made.map((draft) => ({ ...draft, fate: 'kept' })));
        const edited = withEntry(entries, index, { snapshot: { ...made[index]?.snapshot, edited: { by: 'nobody' } } });
        expect(checkHistory(edited, { head })).toMatchObject({ versionNumber: index + 1, problem: 'content' });
      }),
    );
  });

  it('finds a row that was taken away, and one that is there twice', () => {
    fc.assert(
      fc.property(drafts, place, (made, at) => {
        const { entries, head } = historyOf(made);
        const index = at % entries.length;
        const expected = { versionNumber: index + 1, problem: 'missing' };
        expect(checkHistory(entries.toSpliced(index, 1), { head })).toMatchObject(expected);
        const twice = entries.toSpliced(index, 0, entries[index] as HistoryEntry);
        expect(checkHistory(twice, { head })).toMatchObject({ versionNumber: index + 1, problem: 'duplicate' });
      }),
    );
  });

  it('finds two rows that changed their numbers', () => {
    fc.assert(
      fc.property(drafts, place, place, (made, one, other) => {
        const { entries, head } = historyOf(made);
        const [a, b] = [one % entries.length, other % entries.length];
        fc.pre(a !== b);
        const swapped = [...entries];
        swapped[a] = withEntry(entries, b, { versionNumber: a + 1 })[b] as HistoryEntry;
        swapped[b] = withEntry(entries, a, { versionNumber: b + 1 })[a] as HistoryEntry;
        expect(checkHistory(swapped, { head })).toMatchObject({ versionNumber: Math.min(a, b) + 1, problem: 'link' });
      }),
    );
  });

  it('finds a head that says something else than the entries', () => {
    const lies = fc.constantFrom('lastNumber', 'headNumber', 'versionCount', 'chainHash');
    fc.assert(
      fc.property(drafts, lies, fc.constantFrom(-1, 1), (made, field, by) => {
        const { entries, head } = historyOf(made);
        const wrong = field === 'chainHash' ? contentHash('other') : head[field as 'lastNumber'] + by;
        expect(checkHistory(entries, { head: { ...head, [field]: wrong } })).not.toBeNull();
      }),
    );
  });

  it('finds a cut-off end, a new whole and a raised floor by the anchor, and by nothing else', () => {
    fc.assert(
      fc.property(drafts, place, (made, at) => {
        const whole = historyOf(made);
        const anchor = anchorOf(whole);
        const cut = whole.entries.slice(0, at % made.length);
        const cutHead = headOf(cut, { floorNumber: 0 });
        const anew = historyOf(made.map((draft) => ({ ...draft, changeMessage: 'made anew' })));
        const gone = { ...headOf([], { floorNumber: 9, floorHash: contentHash('other') }) };
        for (const forged of [{ entries: cut, head: cutHead }, anew, { entries: [], head: gone }]) {
          expect(checkHistory(forged.entries, { head: forged.head })).toBeNull();
          const found = checkHistory(forged.entries, { head: forged.head, anchor });
          expect(found).toMatchObject({ problem: 'anchor', expected: anchor.chainHash });
        }
      }),
    );
  });

  it('checks the contents of entries that are older than the chain', () => {
    const { entries } = historyOf([
      { snapshot: { step: 1 }, createdBy: undefined, changeMessage: undefined, pause: 0, fate: 'kept' },
      { snapshot: { step: 2 }, createdBy: undefined, changeMessage: undefined, pause: 0, fate: 'kept' },
    ]);
    const old = [0, 1].reduce((all, index) => withEntry(all, index, { chainHash: undefined }), entries);
    const head = headOf(old, { floorNumber: 0 });
    expect(checkHistory(old, { head })).toBeNull();
    expect(checkHistory(withEntry(old, 1, { snapshot: {} }), { head })).toMatchObject({ problem: 'content' });
  });

  it('does not fail on a snapshot that is none', () => {
    const { entries, head } = historyOf([
      { snapshot: {}, createdBy: undefined, changeMessage: undefined, pause: 0, fate: 'kept' },
    ]);
    const found = checkHistory(withEntry(entries, 0, { snapshot: 'text' }), { head });
    expect(found).toMatchObject({ problem: 'content', actual: 'none' });
  });
});
