/** The statements of the feed. */
import { type EventCursor, TABLE_AGENT_VERSION_EVENTS } from '@agent-versions/core';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const events = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_EVENTS);

/** As text: drivers bind no integers of 64 bits alike. */
function place({ transactionId, position }: EventCursor): Sql {
  return sql`(cast(${String(transactionId)} as bigint), cast(${String(position)} as bigint))`;
}

/** A stretch of the feed, in its order; places come as text. */
export function selectEvents(
  dialect: Dialect,
  { after, limit, agentId }: { after: EventCursor; limit: number; agentId: string | undefined },
): Sql {
  return sql`
    select
      cast(e."transactionId" as text) as "transactionId",
      cast(e."position" as text) as "position",
      e."type",
      e."agentId",
      e."at",
      e."payload"
    from ${events(dialect)} e
    where (e."transactionId", e."position") > ${place(after)}${
      agentId === undefined ? empty : sql`\n      and e."agentId" = ${agentId}`
    }${dialect.settledEvents ? sql`\n      and ${dialect.settledEvents}` : empty}
    order by e."transactionId", e."position"
    limit cast(${limit} as bigint)`;
}

/** Forgets the events up to one, that one included. */
export function deleteEvents(dialect: Dialect, through: EventCursor): Sql {
  return sql`
    delete from ${events(dialect)}
    where ("transactionId", "position") <= ${place(through)}
    returning 1 as "gone"`;
}
