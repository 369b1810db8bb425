/** Taking in another store's moves of labels: one atomic write, or none. */
import { ACTIVE_LABEL, type ImportLabelMovesCommand, labelMovedOn, NotFoundError } from '@agent-versions/core';
import sql from 'sql-template-tag';
import { ConstraintError, type SqlDatabase } from '../database';
import { followActiveLabel } from '../statements/agents';
import * as statements from '../statements/import-moves';

type ImportedMove = ImportLabelMovesCommand['moves'][number];

/** A move that is new, and where it is the first of its label, the revision that it follows on. */
type NewMove = ImportedMove & { base?: number };

/** Adds the moves that are not there yet, and brings their labels to the last of each; returns how many were new. */
export async function importLabelMoves(db: SqlDatabase, command: ImportLabelMovesCommand): Promise<number> {
  for (;;) {
    const fresh = await findNew(db, command);
    if (fresh.length === 0) return 0;
    try {
      await write(db, command, fresh);
      return fresh.length;
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      await refuse(db, { agentId: command.agentId, fresh, cause: error }); // or a label has moved since it was read
    }
  }
}

/** @throws ConflictError when a move is in the place of another, or does not follow the last one of its label */
async function findNew(db: SqlDatabase, { agentId, moves }: ImportLabelMovesCommand): Promise<NewMove[]> {
  if (moves.length === 0) return [];
  const places = JSON.stringify(moves.map(({ label, revision }) => ({ label, revision })));
  const rows = await db.read(statements.selectKnownMoves(db.dialect, { agentId, places }));
  const known = new Map(rows.map((row) => [`${row.wantedRevision} ${row.wantedLabel}`, row]));
  const last = new Map<string, number>();
  return moves.flatMap((move) => {
    const { label, revision } = move;
    const there = known.get(`${revision} ${label}`);
    if (there?.id === move.id) return [];
    const base = Number(there?.lastRevision ?? 0);
    const actual = last.get(label) ?? base;
    if (revision !== actual + 1) throw labelMovedOn({ agentId, label, expected: revision - 1, actual });
    const isFirst = !last.has(label);
    last.set(label, revision);
    return [isFirst ? { ...move, base } : move];
  });
}

/** The last move of each label. */
function lastMoves(moves: readonly NewMove[]): Map<string, NewMove> {
  return new Map(moves.map((move) => [move.label, move]));
}

async function write(
  db: SqlDatabase,
  { agentId, more }: ImportLabelMovesCommand,
  moves: readonly NewMove[],
): Promise<void> {
  const { dialect } = db;
  const last = lastMoves(moves);
  const active = last.get(ACTIVE_LABEL);
  const ids = [...last.values()].map(({ id }) => id);
  const locks = [active && dialect.lockAgent(sql`${agentId}`), dialect.lockHead(sql`${agentId}`)];
  await db.write(
    ...locks.filter((lock) => lock != null),
    statements.insertMoves(dialect, { agentId, rows: JSON.stringify(moves) }),
    statements.deleteLabels(dialect, { agentId, names: [...last.keys()] }),
    statements.insertLabels(dialect, { ids, more }),
    statements.insertTargets(dialect, { ids, more }),
    ...(active ? [followActiveLabel(dialect, agentId)] : []),
  );
}

/** Throws what stands in the way. */
async function refuse(
  db: SqlDatabase,
  input: { agentId: string; fresh: readonly NewMove[]; cause: ConstraintError },
): Promise<void> {
  const { agentId, fresh, cause } = input;
  const wanted = [...lastMoves(fresh).values()].flatMap(({ to }) => to?.map(({ versionId }) => versionId) ?? []);
  const own = await db.read(statements.selectOwnVersions(db.dialect, { agentId, ids: wanted }));
  const missing = wanted.find((id) => !own.some((row) => row.id === id));
  if (missing !== undefined) throw new NotFoundError({ entity: 'version', id: missing }, { cause });
  // the numbers are right, or the next look says so: what is left is an id that another move has
  const rows = await db.read(
    statements.selectMovesById(
      db.dialect,
      fresh.map(({ id }) => id),
    ),
  );
  for (const { id, label, revision } of fresh) {
    const row = rows.find((other) => other.id === id);
    if (!row || (row.agentId === agentId && row.label === label && row.revision === revision)) continue;
    throw labelMovedOn({ agentId, label, expected: revision - 1, actual: revision - 1 }, { cause });
  }
}
