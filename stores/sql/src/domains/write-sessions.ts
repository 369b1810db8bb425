/** Writing sessions, and reading one with all that it runs with. */
import { isDeepStrictEqual } from 'node:util';
import {
  effectiveConfig,
  illegalTransition,
  mergeSession,
  NotFoundError,
  noSuchSession,
  type PreparedSession,
  type PreparedSessionUpdate,
  present,
  type SessionFields,
  type SessionWithAgent,
  type StorableLimits,
  type StorageSession,
  sessionIdTaken,
  sessionMovedOn,
  statusesBefore,
  type UpdateSessionStatusInput,
} from '@agent-versions/core';
import { ConstraintError, type SqlDatabase } from '../database';
import { readAgent, readAgentConfig } from '../rows';
import { agentRowOf, readPinnedSnapshot, readSession, readSessionStamp } from '../rows-sessions';
import { selectAgent } from '../statements/agents';
import * as statements from '../statements/sessions';

/** Stores a new session. What is in its way is looked for afterwards; if it is gone by then, once more. */
export async function createSession(db: SqlDatabase, session: PreparedSession): Promise<StorageSession> {
  const { id, mainAgentId, status, overrides, ...fields } = session;
  const insert = statements.insertSession(db.dialect, { id, mainAgentId, status, ...columnsOf(session) });
  for (;;) {
    try {
      const [[row] = []] = await db.write(insert);
      if (row) {
        const stamp = readSessionStamp(db.dialect, { ...row, id });
        return present({ id, mainAgentId, status, ...fields, overrides: overrides.value, ...stamp });
      }
      await requireAgent(db, session);
    } catch (error) {
      if (!(error instanceof ConstraintError) || error.kind === 'other') throw error;
      if (error.kind === 'foreign_key') continue; // the agent went at that moment
      const taken = await findSession(db, id);
      if (taken) throw sessionIdTaken({ id, revision: taken.revision });
    }
  }
}

/** Throws NotFoundError for what a session needs and has not got: its agent or, if that is there, its version. */
async function requireAgent(db: SqlDatabase, { mainAgentId, agentVersionId }: PreparedSession): Promise<void> {
  const [agent] = await db.read(selectAgent(db.dialect, mainAgentId));
  if (!agent) throw new NotFoundError({ entity: 'agent', id: mainAgentId });
  if (agentVersionId !== undefined) throw new NotFoundError({ entity: 'version', id: agentVersionId });
}

/** Merges a change into the record it was made from; whoever comes second merges again. */
export async function updateSession(
  db: SqlDatabase,
  { update, limits }: { update: PreparedSessionUpdate; limits: Partial<StorableLimits> | undefined },
): Promise<StorageSession> {
  const { id, expected, agentVersionId: pinned = null } = update;
  let refused: StorageSession | undefined;
  for (;;) {
    const [found] = await db.read(statements.selectSession(db.dialect, id));
    if (!found) throw noSuchSession(id);
    const session = readSession(db.dialect, found);
    const { revision, mainAgentId } = session;
    if (expected !== undefined && expected !== revision) throw sessionMovedOn({ id, expected, actual: revision });
    // nobody else wrote: it was the version that the write did not find
    if (pinned !== null && isDeepStrictEqual(session, refused))
      throw new NotFoundError({ entity: 'version', id: pinned });
    const { overrides, ...fields } = mergeSession(session, update, limits);
    const columns = columnsOf({ ...fields, overrides });
    const mark = { id, revision, mainAgentId, createdAt: found.createdAt };
    const [[row] = []] = await db.write(statements.updateSession(db.dialect, { ...mark, pinned, ...columns }));
    if (row) {
      const stamp = readSessionStamp(db.dialect, { ...row, id });
      return present({ ...session, ...fields, overrides: overrides.value, ...stamp });
    }
    refused = session;
  }
}

/** Moves a session to a status; where that is refused, what it is now says why, or that it is worth another try. */
export async function moveSession(db: SqlDatabase, { id, status }: UpdateSessionStatusInput): Promise<StorageSession> {
  const from = statusesBefore(status);
  const move = statements.updateStatus(db.dialect, { id, status, from });
  for (;;) {
    const [[row] = []] = await db.write(move);
    if (row) return readSession(db.dialect, row);
    const session = await findSession(db, id);
    if (!session) throw noSuchSession(id);
    if (session.status === status) return session;
    if (!from.includes(session.status)) throw illegalTransition({ id, from: session.status, to: status });
  }
}

/** A session, its agent, and the configuration of the version that it is pinned to, or of the agent, with overrides. */
export async function readSessionWithAgent(db: SqlDatabase, id: string): Promise<SessionWithAgent | null> {
  const { dialect } = db;
  const [row] = await db.read(statements.selectSessionWithAgent(dialect, id));
  if (!row) return null;
  const session = readSession(dialect, row);
  const agentRow = agentRowOf(row);
  const snapshot = readPinnedSnapshot(dialect, row);
  const { agentVersionId, overrides } = session;
  if (agentVersionId !== undefined && !snapshot) throw new NotFoundError({ entity: 'version', id: agentVersionId });
  const config = effectiveConfig(snapshot ?? readAgentConfig(dialect, agentRow), overrides);
  return { session, agent: readAgent(dialect, agentRow), config };
}

async function findSession(db: SqlDatabase, id: string): Promise<StorageSession | undefined> {
  const [row] = await db.read(statements.selectSession(db.dialect, id));
  return row && readSession(db.dialect, row);
}

function columnsOf(fields: SessionFields): statements.SessionFieldsRow {
  const { name = null, agentVersionId = null, subAgentIds, userGoal = null, externalSessionId = null } = fields;
  const json = { subAgentIds: JSON.stringify(subAgentIds), overrides: fields.overrides.canonical };
  return { name, agentVersionId, userGoal, externalSessionId, ...json };
}
