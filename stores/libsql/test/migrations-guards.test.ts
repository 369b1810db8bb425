/** What the schema itself refuses on LibSQL, whoever writes: versions change neither by update nor by replacement. */
import {
  TABLE_AGENT_VERSION_DELETIONS,
  TABLE_AGENT_VERSION_EVENTS,
  TABLE_AGENT_VERSION_HEADS,
  TABLE_AGENT_VERSION_LABEL_MOVES,
  TABLE_AGENT_VERSIONS,
} from '@agent-versions/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MigrationConnection } from '../../sql/test/migration-subject';
import { openFile } from './migration-subject';
import { temporaryFile } from './support/temporary-folder';

let connection: MigrationConnection;

const VERSION_COLUMNS = '"id", "agentId", "versionNumber", "idempotencyKey", "contentHash", "createdAt", "snapshot"';

/** The values of a version, in the order of {@link VERSION_COLUMNS}. */
function version(change: { id?: string; agentId?: string; number?: number; key?: string } = {}): string {
  const { id = 'v1', agentId = 'a', number = 1, key } = change;
  const hash = 'f'.repeat(64);
  return `('${id}', '${agentId}', ${number}, ${key ? `'${key}'` : 'null'}, '${hash}', '2026-01-01T00:00:00.000Z', '{}')`;
}

const write = (...statements: string[]) => connection.executor.atomic(statements.map((sql) => ({ sql })));
const insert = (change: Parameters<typeof version>[0] = {}, verb = 'insert') =>
  write(`${verb} into ${TABLE_AGENT_VERSIONS} (${VERSION_COLUMNS}) values ${version(change)}`);
const rowsOf = (table: string) => connection.executor.query({ sql: `select * from ${table} order by 1, 2` });
const heads = async () => {
  const rows = await rowsOf(TABLE_AGENT_VERSION_HEADS);
  return rows.map((row) => [row.agentId, row.lastNumber, row.headNumber, row.versionCount]);
};

beforeEach(async () => {
  connection = openFile(temporaryFile());
  await connection.storeMigrator().migrate();
});
afterEach(() => connection.close());

describe('a version', () => {
  beforeEach(async () => {
    await insert({ id: 'v1', number: 1, key: 'k' });
    await insert({ id: 'v2', number: 2 });
  });

  const changes: [name: string, statement: string][] = [
    ['update', `update ${TABLE_AGENT_VERSIONS} set "snapshot" = '[]'`],
    ['update to the same', `update ${TABLE_AGENT_VERSIONS} set "name" = "name" where "id" = 'v1'`],
    ['update or replace', `update or replace ${TABLE_AGENT_VERSIONS} set "id" = 'v2' where "id" = 'v1'`],
    ...['insert or replace', 'replace'].flatMap((verb): [string, string][] => {
      const into = `${verb} into ${TABLE_AGENT_VERSIONS} (${VERSION_COLUMNS}) values`;
      return [
        [`${verb} of the id`, `${into} ${version({ id: 'v1', number: 3 })}`],
        [`${verb} of the number`, `${into} ${version({ id: 'v3', number: 2 })}`],
        [`${verb} of the idempotency key`, `${into} ${version({ id: 'v3', number: 3, key: 'k' })}`],
      ];
    }),
    [
      'upsert',
      `insert into ${TABLE_AGENT_VERSIONS} (${VERSION_COLUMNS}) values ${version()}
        on conflict ("id") do update set "snapshot" = '[]'`,
    ],
  ];

  it.each(changes)('refuses %s', async (_, statement) => {
    const before = [await rowsOf(TABLE_AGENT_VERSIONS), await heads()];
    await expect(write(statement)).rejects.toMatchObject({ cause: { message: expect.stringContaining('immutable') } });
    expect([await rowsOf(TABLE_AGENT_VERSIONS), await heads()]).toEqual(before);
  });

  it('that is there twice is called a unique violation', async () => {
    await expect(insert({ id: 'v1', number: 3 })).rejects.toMatchObject({ kind: 'unique' });
  });

  it('under a label stays', async () => {
    await write(
      `insert into mastra_agent_version_labels values ('a', 'production', 1, '2026-01-01T00:00:00.000Z', null)`,
      `insert into mastra_agent_version_label_targets values ('a', 'production', 'v2', 10000)`,
    );
    const deletion = `delete from ${TABLE_AGENT_VERSIONS} where "id" = 'v2'`;
    await expect(write(deletion)).rejects.toMatchObject({ kind: 'foreign_key' });
    await write(`delete from mastra_agent_version_labels`); // and its targets with it
    await write(deletion);
    expect(await rowsOf('mastra_agent_version_label_targets')).toEqual([]);
  });
});

describe('a redaction', () => {
  const redact = (change: string) =>
    write(`update ${TABLE_AGENT_VERSIONS} set "snapshot" = '{}', "redactedAt" = '2026-01-02T00:00:00.000Z'${change}`);

  beforeEach(() => insert({ id: 'v1', number: 1, key: 'k' }));

  it('is the one change of a version, made once, and told', async () => {
    const [before] = await rowsOf(TABLE_AGENT_VERSIONS);
    await redact(`, "redactedBy" = 'who', "redactionReason" = null`);
    const redactedAt = '2026-01-02T00:00:00.000Z';
    expect(await rowsOf(TABLE_AGENT_VERSIONS)).toEqual([{ ...before, snapshot: '{}', redactedAt, redactedBy: 'who' }]);
    const events = await rowsOf(TABLE_AGENT_VERSION_EVENTS);
    expect(events.map(({ type }) => type)).toEqual(['version.created', 'version.redacted']);
    expect(JSON.parse(String(events[1]?.payload))).toEqual({ versionId: 'v1', versionNumber: 1, redactedBy: 'who' });
    await expect(redact('')).rejects.toMatchObject({ cause: { message: expect.stringContaining('immutable') } });
  });

  it.each([
    ['the id', `, "id" = 'v2'`],
    ['the number', ', "versionNumber" = 2'],
    ['the author', `, "createdBy" = 'somebody'`],
    ['the hash', `, "contentHash" = '${'0'.repeat(64)}'`],
    ['the link', `, "chainHash" = '${'0'.repeat(64)}'`],
    ['the row', ', rowid = 77'],
    ['the snapshot to anything else', `, "snapshot" = '{"a":1}'`],
  ])('does not take %s along', async (_, change) => {
    await expect(redact(change)).rejects.toMatchObject({ cause: { message: expect.stringContaining('immutable') } });
  });
});

describe('what is left of a deleted version', () => {
  const columns = '"agentId", "versionNumber", "versionId", "contentHash", "createdAt", "deletedAt"';
  const values = `('a', 1, 'v1', '${'f'.repeat(64)}', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')`;

  it('is neither changed nor replaced', async () => {
    const refused = { cause: { message: expect.stringContaining('immutable') } };
    const into = (verb: string) => write(`${verb} into ${TABLE_AGENT_VERSION_DELETIONS} (${columns}) values ${values}`);
    await into('insert');
    await expect(into('replace')).rejects.toMatchObject(refused);
    const update = `update ${TABLE_AGENT_VERSION_DELETIONS} set "deletedBy" = 'nobody'`;
    await expect(write(update)).rejects.toMatchObject(refused);
  });
});

describe('an event', () => {
  it('is neither changed nor replaced, and its position never used again', async () => {
    const refused = { cause: { message: expect.stringContaining('immutable') } };
    await insert({ id: 'v1', number: 1 });
    const replace = `replace into ${TABLE_AGENT_VERSION_EVENTS} values (1, 0, 'x', 'a', 't', '{}')`;
    await expect(write(replace)).rejects.toMatchObject(refused);
    const update = `update ${TABLE_AGENT_VERSION_EVENTS} set "type" = 'x'`;
    await expect(write(update)).rejects.toMatchObject(refused);
    await write(`delete from ${TABLE_AGENT_VERSION_EVENTS}`);
    await insert({ id: 'v2', number: 2 });
    expect(await rowsOf(TABLE_AGENT_VERSION_EVENTS)).toMatchObject([{ position: 2, type: 'version.created' }]);
  });

  it('holds what is there, whatever it looks like', async () => {
    const author = `it''s "quoted" \\ \n 😀 \u2028`;
    const columns = VERSION_COLUMNS.replace('"snapshot"', '"snapshot", "createdBy", "restoredFrom"');
    await write(
      `insert into ${TABLE_AGENT_VERSIONS} (${columns}) values ${version().replace(/\)$/, `, '${author}', 'v0')`)}`,
    );
    const [event] = await rowsOf(TABLE_AGENT_VERSION_EVENTS);
    expect(event).toMatchObject({ type: 'version.restored', agentId: 'a' });
    expect(JSON.parse(String(event?.payload))).toEqual({
      versionId: 'v1',
      versionNumber: 1,
      restoredFrom: 'v0',
      createdBy: author.replace(`''`, `'`),
    });
  });
});

describe('the head row', () => {
  it('follows inserts and deletes, and never gives a number twice', async () => {
    for (const number of [1, 2, 3]) await insert({ id: `a${number}`, number });
    await insert({ id: 'b1', agentId: 'b' });
    expect(await heads()).toEqual([
      ['a', 3, 3, 3],
      ['b', 1, 1, 1],
    ]);
    await write(`delete from ${TABLE_AGENT_VERSIONS} where "id" in ('a3', 'a1')`);
    expect(await heads()).toEqual([
      ['a', 3, 2, 1],
      ['b', 1, 1, 1],
    ]);
    await write(`delete from ${TABLE_AGENT_VERSIONS}`);
    expect(await heads()).toEqual([
      ['a', 3, 0, 0],
      ['b', 1, 0, 0],
    ]);
  });
});

describe('a label move', () => {
  const columns = '("id", "agentId", "label", "revision", "movedAt")';
  const into = (verb: string, values: string) =>
    write(`${verb} into ${TABLE_AGENT_VERSION_LABEL_MOVES} ${columns} values (${values}, '2026-01-01T00:00:00.000Z')`);

  it('is never changed', async () => {
    await into('insert', `'m1', 'a', 'production', 1`);
    const refused = { cause: { message: expect.stringContaining('immutable') } };
    const update = `update ${TABLE_AGENT_VERSION_LABEL_MOVES} set "movedBy" = 'nobody'`;
    await expect(write(update)).rejects.toMatchObject(refused);
    await expect(into('replace', `'m1', 'b', 'production', 1`)).rejects.toMatchObject(refused);
    await expect(into('replace', `'m2', 'a', 'production', 1`)).rejects.toMatchObject(refused);
    expect(await rowsOf(TABLE_AGENT_VERSION_LABEL_MOVES)).toMatchObject([{ id: 'm1', agentId: 'a', movedBy: null }]);
  });
});

describe('a row', () => {
  const hash = 'f'.repeat(64);
  const labels = `insert into mastra_agent_version_labels values ('a', 'l', 1, 't', null)`;
  const target = (weight: number) =>
    `insert into mastra_agent_version_label_targets values ('a', 'l', 'v1', ${weight})`;
  const whole = (values: string) => `insert into ${TABLE_AGENT_VERSIONS} (${VERSION_COLUMNS}) values (${values})`;

  it.each([
    ['number 0', [whole(`'v', 'a', 0, null, '${hash}', 't', '{}'`)]],
    ['an empty id', [whole(`'', 'a', 1, null, '${hash}', 't', '{}'`)]],
    ['an id of 256 bytes', [whole(`'${'é'.repeat(128)}', 'a', 1, null, '${hash}', 't', '{}'`)]],
    ['half a hash', [whole(`'v', 'a', 1, null, 'ffff', 't', '{}'`)]],
    ['no snapshot', [whole(`'v', 'a', 1, null, '${hash}', 't', null`)]],
    ['a number that is text', [whole(`'v', 'a', 'one', null, '${hash}', 't', '{}'`)]],
    ['weight 0', [labels, target(0)]],
    ['weight 10,001', [labels, target(10_001)]],
    ['a target of no label', [target(10_000)]],
    ['a target that is no version', [labels, target(10_000).replace('v1', 'nothing')]],
  ])('with %s is refused', async (_, statements) => {
    await insert();
    await expect(write(...statements)).rejects.toMatchObject({ name: 'ConstraintError' });
    expect(await rowsOf(TABLE_AGENT_VERSIONS)).toHaveLength(1);
  });
});
