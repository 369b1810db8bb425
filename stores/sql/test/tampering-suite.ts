/** What an intruder does to a history past the store, and that verifying finds it. */
import {
  AgentVersioning,
  type AgentVersionSummary,
  chainEntryHash,
  chainLink,
  type HistoryAnchor,
  type MastraStorage,
  type VerifyHistoryOutput,
} from '@agent-versions/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A store under attack. */
export interface TamperingSubject {
  storage: MastraStorage;
  /** The full name of one of our tables, quoted. */
  table(name: string): string;
  /** Runs SQL past the store, as somebody may who owns the database. */
  run(text: string): Promise<unknown>;
  /** Switches the triggers off that would refuse it. */
  unlock: readonly string[];
  close(): Promise<void>;
}

/** One way to tamper. */
interface Tampering {
  name: string;
  /** The SQL, given what it needs to know. */
  statements(subject: TamperingSubject, agentId: string): string[] | Promise<string[]>;
  /** What is found without an anchor; null: nothing. With one, everything is found. */
  found: { problem: string; versionNumber: number } | null;
}

const VERSIONS = 'mastra_agent_versions';
const HEADS = 'mastra_agent_version_heads';
const COUNT = 8;

/** An edit of one version. */
function edit(name: string, set: string, problem: 'content' | 'link'): Tampering {
  const statements = ({ table }: TamperingSubject, agentId: string) => [
    `update ${table(VERSIONS)} set ${set} where "agentId" = '${agentId}' and "versionNumber" = 4`,
  ];
  return { name, statements, found: { problem, versionNumber: 4 } };
}

const TAMPERINGS: readonly Tampering[] = [
  edit('an edited snapshot', `"snapshot" = '{"edited": true}'`, 'content'),
  edit('an edited message', `"changeMessage" = 'edited'`, 'link'),
  edit('an edited author', `"createdBy" = 'somebody else'`, 'link'),
  edit('an edited link', `"chainHash" = "contentHash"`, 'link'),
  edit('a snapshot edited with its hash', `"snapshot" = '{}', "contentHash" = "chainHash"`, 'content'),
  {
    name: 'a deleted row',
    statements: ({ table }, id) => [`delete from ${table(VERSIONS)} where "agentId" = '${id}' and "versionNumber" = 4`],
    found: { problem: 'missing', versionNumber: 4 },
  },
  {
    name: 'swapped numbers',
    statements: ({ table }, id) =>
      [
        [4, 100],
        [5, 4],
        [100, 5],
      ].map(
        ([from, to]) =>
          `update ${table(VERSIONS)} set "versionNumber" = ${to} where "agentId" = '${id}' and "versionNumber" = ${from}`,
      ),
    found: { problem: 'link', versionNumber: 4 },
  },
  {
    name: 'a tail cut off',
    statements: ({ table }, id) => [`delete from ${table(VERSIONS)} where "agentId" = '${id}' and "versionNumber" > 6`],
    found: { problem: 'missing', versionNumber: 7 },
  },
  {
    name: 'a head that counts wrongly',
    statements: ({ table }, id) => [`update ${table(HEADS)} set "versionCount" = 5 where "agentId" = '${id}'`],
    found: { problem: 'head', versionNumber: COUNT },
  },
  {
    name: 'a tail cut off, head and all',
    statements: ({ table }, id) => [
      `delete from ${table(VERSIONS)} where "agentId" = '${id}' and "versionNumber" > 6`,
      `update ${table(HEADS)} set "lastNumber" = 6, "headNumber" = 6, "versionCount" = 5, "chainHash" = (
        select v."chainHash" from ${table(VERSIONS)} v where v."agentId" = '${id}' and v."versionNumber" = 6
      ) where "agentId" = '${id}'`,
    ],
    found: null,
  },
  { name: 'an end made anew, links and all', statements: madeAnew, found: null },
];

/** The last versions with another author, their links and the head's computed anew. */
async function madeAnew({ storage, table }: TamperingSubject, agentId: string): Promise<string[]> {
  const versions = await storage.requireStore('agentVersions');
  const history = await versions.listHistory({ agentId });
  let previous: string | undefined;
  const updates = history.map((entry) => {
    const record: Pick<AgentVersionSummary, 'versionNumber' | 'contentHash' | 'createdAt' | 'chainHash'> & {
      changeMessage?: string;
    } = entry.kind === 'version' ? entry.version : entry.deletion;
    if (record.versionNumber < 4) {
      previous = record.chainHash;
      return '';
    }
    const entryHash = chainEntryHash({ ...record, createdBy: 'nobody' });
    previous = chainLink({ ...record, previous, entryHash });
    return `update ${table(VERSIONS)} set "createdBy" = 'nobody', "chainHash" = '${previous}'
      where "agentId" = '${agentId}' and "versionNumber" = ${record.versionNumber}`;
  });
  const head = `update ${table(HEADS)} set "chainHash" = '${previous}' where "agentId" = '${agentId}'`;
  return [...updates.filter((text) => text !== ''), head];
}

/** Tampers in every way, and prints how many of them were found. */
export function tamperingSuite(open: () => Promise<TamperingSubject>, print: (figure: string) => void): void {
  describe('tampering', () => {
    let subject: TamperingSubject;
    const found = { anchored: 0, plain: 0 };

    beforeAll(async () => {
      subject = await open();
      await subject.storage.init();
      for (const text of subject.unlock) await subject.run(text);
    });

    afterAll(async () => {
      await subject.close();
      const total = TAMPERINGS.length;
      print(
        `${found.anchored} of ${total} found with an anchor (target all), ${found.plain} without (target all but 2)`,
      );
    });

    it.each(TAMPERINGS)('$name is found', async (tampering) => {
      const agentId = tampering.name.replaceAll(/\W+/g, '-');
      const versioning = new AgentVersioning({ storage: subject.storage });
      const anchor = await makeHistory(versioning, agentId);
      expect(await versioning.verifyHistory(agentId, { anchor })).toMatchObject({ ok: true });
      for (const text of await tampering.statements(subject, agentId)) await subject.run(text);
      const plain: VerifyHistoryOutput = await versioning.verifyHistory(agentId);
      const anchored: VerifyHistoryOutput = await versioning.verifyHistory(agentId, { anchor });
      if (!plain.ok) found.plain += 1;
      if (!anchored.ok) found.anchored += 1;
      expect(plain).toMatchObject(tampering.found ? { ok: false, break: tampering.found } : { ok: true });
      expect(anchored).toMatchObject({
        ok: false,
        break: tampering.found ?? { problem: 'anchor', versionNumber: COUNT },
      });
    });
  });
}

/** Eight versions, the second deleted by the rules; returns the end of its chain. */
async function makeHistory(versioning: AgentVersioning, id: string): Promise<HistoryAnchor> {
  await versioning.createAgent({ id, step: 1 });
  for (let step = 2; step <= COUNT; step += 1) await versioning.save(id, { step }, { message: `Step ${step}` });
  await versioning.delete(id, 2);
  const { chainHash = '' } = await versioning.latest(id);
  return { versionNumber: COUNT, chainHash };
}
