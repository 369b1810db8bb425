/** Appends that share a statement answer and fail as each would alone. */
import { chainEntryHash, chainLink } from '@agent-versions/core';
import { PostgresStore } from '@agent-versions/pg';
import { ConstraintError, type NewVersionRow, type SqlRow } from '@agent-versions/sql';
import sql, { type Sql } from 'sql-template-tag';
import { afterAll, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../../test/postgres/context';
import { testSchemas } from '../../../../test/postgres/schema';
import { AppendGatherer } from '../../src/db/append-gatherer';
import { printFigure } from '../figure';

const schemas = testSchemas();

function rowOf(id: string, fields: Partial<NewVersionRow> = {}): NewVersionRow {
  const absent = { versionNumber: null, expected: null, name: null, changedFields: null, changeMessage: null };
  const more = { createdBy: null, restoredFrom: null, idempotencyKey: null, createdAt: null, record: null };
  return { id, agentId: 'a', contentHash: 'hash', entryHash: 'hash', snapshot: '{}', ...absent, ...more, ...fields };
}

/** Sends nothing: records which ids would share a statement, and fails where `fails` says so. */
function recorder(fails: (ids: string[]) => Error | undefined = () => undefined) {
  const sent: string[][] = [];
  const idsOf = new WeakMap<Sql, string[]>();
  const statement = (ids: string[]): Sql => {
    const query = sql`${ids.join()}`;
    idsOf.set(query, ids);
    return query;
  };
  const gatherer = new AppendGatherer({
    appendVersions: (rows) => statement(rows.map(({ id }) => id)),
    async send(query): Promise<SqlRow[]> {
      const ids = idsOf.get(query) ?? [];
      sent.push(ids);
      await new Promise((resolve) => setTimeout(resolve, 1));
      const error = fails(ids);
      if (error) throw error;
      return ids.map((id) => ({ id })).reverse(); // a server promises no order
    },
  });
  const append = (row: NewVersionRow) => gatherer.append(row, statement([row.id]));
  return { sent, append };
}

describe('a gatherer', () => {
  it('sends a lone append at once, and together those that come meanwhile', async () => {
    const { sent, append } = recorder();
    const answers = await Promise.all(['1', '2', '3', '4'].map((id) => append(rowOf(id))));
    expect(sent).toEqual([['1'], ['2', '3', '4']]);
    expect(answers).toEqual([[{ id: '1' }], [{ id: '2' }], [{ id: '3' }], [{ id: '4' }]]);
    await append(rowOf('5'));
    expect(sent.at(-1)).toEqual(['5']);
  });

  it('keeps agents apart', async () => {
    const { sent, append } = recorder();
    await Promise.all(['a', 'b', 'a', 'b'].map((agentId, n) => append(rowOf(`${agentId}${n}`, { agentId }))));
    expect(sent).toEqual([['a0'], ['b1'], ['a2'], ['b3']]);
  });

  it('sends alone each of those that were refused together', async () => {
    const { sent, append } = recorder((ids) => (ids.includes('bad') ? new ConstraintError('unique') : undefined));
    const answers = await Promise.allSettled(['1', '2', 'bad', '3'].map((id) => append(rowOf(id))));
    expect(sent).toEqual([['1'], ['2', 'bad', '3'], ['2'], ['bad'], ['3']]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });

  it('tells all of them of any other failure, and goes on with those after them', async () => {
    let down = true;
    const { sent, append } = recorder((ids) => (down && ids.length > 1 ? new Error('down') : undefined));
    const first = ['1', '2', '3'].map((id) => append(rowOf(id)));
    const answers = await Promise.allSettled(first);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    down = false;
    await Promise.all(['4', '5', '6'].map((id) => append(rowOf(id))));
    expect(sent).toEqual([['1'], ['2', '3'], ['4'], ['5', '6']]);
  });

  it('bounds how many share a statement, and how much', async () => {
    const { sent, append } = recorder();
    const large = 'x'.repeat(600_000);
    const rows = [
      ...Array.from({ length: 100 }, (_, n) => rowOf(String(n))),
      ...Array.from({ length: 3 }, (_, n) => rowOf(`large-${n}`, { snapshot: large })),
    ];
    await Promise.all(rows.map(append));
    expect(sent.map((ids) => ids.length)).toEqual([1, 64, 36, 1, 1]);
    expect(sent.flat()).toEqual(rows.map(({ id }) => id));
  });

  it('takes no append that depends on a number, or that writes the record too', () => {
    const all = [{}, { expected: 0 }, { versionNumber: 1 }, { record: 0 }, { record: 1 }];
    const takes = all.map((fields) => AppendGatherer.takes(rowOf('1', fields)));
    expect(takes).toEqual([true, false, false, false, false]);
  });
});

describe('on a server', () => {
  const store = new PostgresStore({ id: 'pg', connectionString: postgresUrl(), schema: schemas.next(), max: 4 });
  afterAll(() => store.close());

  it('every field arrives as it does alone', async () => {
    const versions = await store.requireStore('agentVersions');
    const full = {
      name: `it's "quoted" \\ 😀`,
      changedFields: ['a"b', 'ü'],
      changeMessage: '',
      createdBy: 'somebody',
      restoredFrom: 'an older one',
      createdAt: new Date('0099-03-01T02:03:04.567Z'),
      snapshot: { 'k"e': [1.5e-7, null, { deep: '\u2028' }], empty: {} },
    };
    const inputs = [{ snapshot: { first: true } }, { snapshot: {} }, full, { snapshot: {}, name: '' }];
    const created = await Promise.all(
      inputs.map((input, n) => versions.createVersion({ agentId: 'full', idempotencyKey: `k${n}`, ...input })),
    );
    expect(created.map(({ versionNumber }) => versionNumber)).toEqual([1, 2, 3, 4]);
    expect(created[2]).toMatchObject(full);
    expect(await versions.getVersions(created.map(({ id }) => id))).toEqual(created);
  });

  it('one that is refused takes nobody with it', async () => {
    const versions = await store.requireStore('agentVersions');
    const append = (id: string, idempotencyKey?: string) =>
      versions.createVersion({ agentId: 'refused', id, idempotencyKey, snapshot: { id } });
    await append('taken');
    const answers = await Promise.allSettled([append('r1'), append('r2', 'k'), append('taken'), append('r3', 'k')]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(await versions.countVersions('refused')).toBe(3);
    const { versions: listed } = await versions.listVersions({ agentId: 'refused' });
    expect(listed.map(({ versionNumber }) => versionNumber)).toEqual([3, 2, 1]);
  });

  it('numbers are in the order of the calls, and times rise with them', async () => {
    const versions = await store.requireStore('agentVersions');
    const created = await Promise.all(
      Array.from({ length: 500 }, (_, n) => versions.createVersion({ agentId: 'many', snapshot: { n } })),
    );
    const wrong = created.filter(({ versionNumber, snapshot }) => versionNumber !== Number(snapshot.n) + 1).length;
    const back = created.filter(({ createdAt }, n) => n > 0 && createdAt < (created[n - 1]?.createdAt ?? 0)).length;
    printFigure(`pg.gathered: ${wrong} of 500 out of order (target 0), ${back} times that go back (target 0)`);
    expect([wrong, back]).toEqual([0, 0]);
    expect(await versions.countVersions('many')).toBe(500);
  });

  it('every link covers the one before it, whoever shared a statement', async () => {
    const versions = await store.requireStore('agentVersions');
    const long = new Date('9999-12-31T23:59:59.999Z');
    const inputs = Array.from({ length: 150 }, (_, n) => ({
      snapshot: { n },
      ...(n % 3 === 1 && { createdBy: `it's \\ 😀`, changeMessage: '' }),
      ...(n % 7 === 2 && { createdAt: n % 2 ? long : new Date('0001-01-01T00:00:00.001Z') }),
    }));
    const created = await Promise.all(inputs.map((input) => versions.createVersion({ agentId: 'linked', ...input })));
    const links: string[] = [];
    for (const { versionNumber, createdAt, ...version } of created) {
      links.push(chainLink({ previous: links.at(-1), versionNumber, createdAt, entryHash: chainEntryHash(version) }));
    }
    expect(created.map(({ chainHash }) => chainHash)).toEqual(links);
    expect(await versions.getHead('linked')).toMatchObject({ lastNumber: 150, chainHash: links.at(-1) });
  });
});
