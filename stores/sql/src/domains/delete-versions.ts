/** Taking versions away: one atomic write that keeps what must be left of them and tells of it. */
import {
  CorruptRowError,
  type DeletionNote,
  type PrunedVersion,
  type PruneVersionsCommand,
  present,
  TABLE_AGENT_VERSION_DELETIONS,
  TABLE_AGENT_VERSIONS,
  VersionInUseError,
} from '@agent-versions/core';
import sql, { type Sql } from 'sql-template-tag';
import { ConstraintError, type SqlDatabase, type SqlRow } from '../database';
import { RowReader } from '../rows';
import * as deletions from '../statements/deletions';
import { selectHoldingLabels } from '../statements/labels';
import { agentOfVersion } from '../statements/versions';

/** Deletes a version, if it is there. */
export async function deleteVersion(db: SqlDatabase, id: string, note: DeletionNote): Promise<void> {
  const { dialect } = db;
  await deleteUnlessHeld(db, {
    about: id,
    agentId: agentOfVersion(dialect, id),
    victims: deletions.victimOfId(dialect, id),
    holders: selectHoldingLabels(dialect, { versionId: id }),
    note,
  });
}

/** Deletes all versions of an agent, or none. */
export async function deleteAgentVersions(db: SqlDatabase, agentId: string, note: DeletionNote): Promise<void> {
  const { dialect } = db;
  await deleteUnlessHeld(db, {
    about: agentId,
    agentId: sql`${agentId}`,
    victims: deletions.victimsOfAgent(dialect, agentId),
    holders: selectHoldingLabels(dialect, { agentId }),
    note,
  });
}

/** Deletes what a selection describes, as far as no label points at it; a dry run only reads. */
export async function pruneVersions(db: SqlDatabase, selection: PruneVersionsCommand): Promise<PrunedVersion[]> {
  const { dialect } = db;
  const { agentId, dryRun } = selection;
  const rows = dryRun
    ? await db.read(deletions.selectPrunable(dialect, selection))
    : await carryOut(db, {
        about: agentId,
        agentId: sql`${agentId}`,
        victims: deletions.victimsOfPruning(dialect, selection),
        note: selection,
      });
  return rows.map((row) => readPruned(db, row)).sort((a, b) => a.versionNumber - b.versionNumber);
}

/** What to delete, under whose lock, and who says so. */
interface Deletion {
  /** The version or the agent, for errors. */
  about: string;
  /** An expression that yields the agent's id. */
  agentId: Sql;
  victims: deletions.Victims;
  note: DeletionNote;
}

/** A label that held a version and let go since is no reason to refuse. */
async function deleteUnlessHeld(db: SqlDatabase, deletion: Deletion & { holders: Sql }): Promise<void> {
  for (;;) {
    try {
      await carryOut(db, deletion);
      return;
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      const rows = await db.read(deletion.holders);
      const versionId = rows[0]?.versionId;
      if (typeof versionId !== 'string') continue;
      const labels = rows.filter((row) => row.versionId === versionId).map((row) => String(row.label));
      throw new VersionInUseError({ versionId, labels }, { cause: error });
    }
  }
}

async function carryOut(db: SqlDatabase, { about, agentId, victims, note }: Deletion): Promise<SqlRow[]> {
  const { dialect } = db;
  const noteRow = { deletedBy: note.deletedBy ?? null, reason: note.reason ?? null };
  const lock = dialect.lockHead(agentId);
  try {
    const results = await db.write(
      ...(lock ? [lock] : []),
      deletions.insertDeletions(dialect, victims, noteRow),
      deletions.insertPrunedEvent(dialect, victims, noteRow),
      deletions.deleteVersions(dialect, victims),
    );
    return results.at(-1) ?? [];
  } catch (error) {
    if (!(error instanceof ConstraintError) || error.kind !== 'unique') throw error;
    // somebody brought a deleted version back, past the store
    throw new CorruptRowError(
      { table: TABLE_AGENT_VERSION_DELETIONS, id: about, column: 'versionNumber' },
      { cause: error },
    );
  }
}

function readPruned(db: SqlDatabase, row: SqlRow): PrunedVersion {
  const reader = new RowReader({ dialect: db.dialect, table: TABLE_AGENT_VERSIONS, row });
  return present({
    id: reader.text('id'),
    versionNumber: reader.integer('versionNumber'),
    name: reader.optionalText('name'),
    createdAt: reader.time('createdAt'),
  });
}
