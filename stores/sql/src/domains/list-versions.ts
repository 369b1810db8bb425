/** Pages of versions, and of the moves of labels. */
import {
  type AgentVersionSummary,
  type ListLabelMovesOutput,
  type ListLabelMovesQuery,
  type ListVersionsOutput,
  type ListVersionsQuery,
  pageOffset,
  pageOutput,
} from '@agent-versions/core';
import type { SqlDatabase } from '../database';
import { readLabelMove, readVersion, readVersionSummary } from '../rows';
import { selectLabelMoves } from '../statements/labels';
import { selectVersionPage } from '../statements/versions';

/** A page of versions, with their snapshots where the query asks for them. */
export async function listVersions(
  db: SqlDatabase,
  query: ListVersionsQuery,
): Promise<ListVersionsOutput<AgentVersionSummary>> {
  const { agentId, page, perPage, orderBy, before, includeSnapshot } = query;
  const { dialect } = db;
  const rows = await db.read(
    selectVersionPage(dialect, {
      ...orderBy,
      agentId,
      before,
      includeSnapshot,
      offset: pageOffset({ page, perPage }),
      limit: before === undefined ? perPage : perPage + 1,
    }),
  );
  const found = rows.filter((row) => row.id !== null);
  const read = includeSnapshot ? readVersion : readVersionSummary;
  return {
    versions: found.slice(0, perPage).map((row) => read(dialect, row)),
    ...pageOutput({
      total: Number(rows[0]?.total ?? 0),
      page,
      perPage,
      hasMore: before === undefined ? undefined : found.length > perPage,
    }),
  };
}

/** A page of moves. */
export async function listLabelMoves(db: SqlDatabase, query: ListLabelMovesQuery): Promise<ListLabelMovesOutput> {
  const { agentId, label, page, perPage } = query;
  const offset = pageOffset({ page, perPage });
  const rows = await db.read(selectLabelMoves(db.dialect, { agentId, label, offset, limit: perPage }));
  const moves = rows.filter((row) => row.id !== null).map((row) => readLabelMove(db.dialect, row));
  return { moves, ...pageOutput({ total: Number(rows[0]?.total ?? 0), page, perPage }) };
}
