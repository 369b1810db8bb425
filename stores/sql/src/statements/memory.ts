/** The statements of the domain `memory`: threads and what is known of resources. */
import { TABLE_RESOURCES, TABLE_THREADS } from '@agent-versions/core';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';
import { anyTime, type PageOfRows, pageBounds, pageOrder, selectPage } from './pages';

// SQLite knows no alias in `returning`
const THREAD_FIELDS = raw('"id", "resourceId", "title", "revision", "createdAt", "updatedAt", "metadata"');
const RESOURCE_FIELDS = raw('"id", "revision", "createdAt", "updatedAt", "workingMemory", "metadata"');

const threads = (dialect: Dialect): Sql => dialect.table(TABLE_THREADS);
const resources = (dialect: Dialect): Sql => dialect.table(TABLE_RESOURCES);

/** A thread as it is to be. */
export interface ThreadValues {
  id: string;
  resourceId: string;
  title: string | null;
  /** Canonical JSON. */
  metadata: string | null;
  /** Null: the clock. */
  createdAt: Date | null;
}

/** What is to be known of a resource. */
export interface ResourceValues {
  id: string;
  workingMemory: string | null;
  /** Canonical JSON. */
  metadata: string | null;
  /** Null: the clock. */
  createdAt: Date | null;
}

/** Stores a new thread. */
export function insertThread(dialect: Dialect, thread: ThreadValues): Sql {
  return sql`${addThread(dialect, thread)}
    returning ${THREAD_FIELDS}`;
}

/** Stores a thread, in place of the one of that id if it belongs to the same resource. */
export function upsertThread(dialect: Dialect, thread: ThreadValues): Sql {
  return sql`${addThread(dialect, thread)}
    on conflict ("id") do update set
      "title" = excluded."title",
      "metadata" = excluded."metadata",
      "revision" = t."revision" + 1,
      "updatedAt" = ${dialect.now}
    where t."resourceId" = excluded."resourceId"
    returning ${THREAD_FIELDS}`;
}

function addThread(dialect: Dialect, { id, resourceId, title, metadata, createdAt }: ThreadValues): Sql {
  return sql`
    insert into ${threads(dialect)} as t (
      "id", "resourceId", "title", "revision", "messageCount", "createdAt", "updatedAt", "metadata"
    )
    select
      ${id},
      ${resourceId},
      cast(${title} as text),
      1,
      0,
      clock."at",
      clock."at",
      ${dialect.json(metadata)}
    from ${clockOr(dialect, createdAt)}
    where true`;
}

/** A table `clock` of one row, `at`: the given time, or else what the clock says. */
function clockOr(dialect: Dialect, time: Date | null): Sql {
  return sql`(select coalesce(${dialect.time(time)}, ${dialect.now}) as "at") clock`;
}

/** One thread by id. */
export function selectThread(dialect: Dialect, id: string): Sql {
  return sql`
    select ${THREAD_FIELDS}
    from ${threads(dialect)} t
    where t."id" = ${id}`;
}

/** Those of several ids that belong to a thread. */
export function selectThreadIds(dialect: Dialect, ids: readonly string[]): Sql {
  return sql`
    select t."id"
    from ${threads(dialect)} t
    where t."id" in (${dialect.textList(ids)})`;
}

/** A thread as it was read, with what is to be changed of it. */
export interface ThreadChange {
  id: string;
  resourceId: string;
  revision: number;
  /** As the row has it. */
  createdAt: unknown;
  /** As it is to be. */
  title: string | null;
  /** Canonical JSON, as it is to be. */
  metadata: string | null;
}

/**
 * Replaces what a thread says of itself, if the record is still at that revision. The revisions of a thread that is
 * created anew under its id begin with 1 again: its owner and its age tell it apart.
 */
export function updateThread(dialect: Dialect, thread: ThreadChange): Sql {
  return sql`
    update ${threads(dialect)} as t
    set
      "title" = cast(${thread.title} as text),
      "metadata" = ${dialect.json(thread.metadata)},
      "revision" = t."revision" + 1,
      "updatedAt" = ${dialect.now}
    where t."id" = ${thread.id}
      and t."resourceId" = ${thread.resourceId}
      and t."revision" = cast(${thread.revision} as integer)
      and t."createdAt" = ${dialect.timeOf(thread.createdAt)}
    returning ${THREAD_FIELDS}`;
}

/** Deletes a thread; a foreign key takes its messages along. */
export function deleteThread(dialect: Dialect, id: string): Sql {
  return sql`
    delete from ${threads(dialect)}
    where "id" = ${id}`;
}

/** A page of threads, of one resource or of all. */
export function selectThreadPage(dialect: Dialect, page: PageOfRows & { resourceId: string | null }): Sql {
  const { resourceId } = page;
  const where = resourceId === null ? anyTime(dialect, page) : sql`t."resourceId" = ${resourceId}`;
  return selectPage({
    page,
    total: sql`select cast(count(*) as integer) as "total" from ${threads(dialect)} t where ${where}`,
    rows: sql`
      select ${THREAD_FIELDS}
      from ${threads(dialect)} t
      where ${where}
      order by ${pageOrder('t', page)}
      ${pageBounds(page)}`,
  });
}

/** One resource by id. */
export function selectResource(dialect: Dialect, id: string): Sql {
  return sql`
    select ${RESOURCE_FIELDS}
    from ${resources(dialect)} r
    where r."id" = ${id}`;
}

/** Stores what is known of a resource, unless something is known already: then it returns no row. */
export function insertResource(dialect: Dialect, resource: ResourceValues): Sql {
  return sql`${addResource(dialect, resource)}
    on conflict ("id") do nothing
    returning ${RESOURCE_FIELDS}`;
}

/** Stores what is known of a resource, in place of what was known. */
export function upsertResource(dialect: Dialect, resource: ResourceValues): Sql {
  return sql`${addResource(dialect, resource)}
    on conflict ("id") do update set
      "workingMemory" = excluded."workingMemory",
      "metadata" = excluded."metadata",
      "revision" = r."revision" + 1,
      "updatedAt" = ${dialect.now}
    returning ${RESOURCE_FIELDS}`;
}

function addResource(dialect: Dialect, { id, workingMemory, metadata, createdAt }: ResourceValues): Sql {
  return sql`
    insert into ${resources(dialect)} as r ("id", "revision", "createdAt", "updatedAt", "workingMemory", "metadata")
    select ${id}, 1, clock."at", clock."at", cast(${workingMemory} as text), ${dialect.json(metadata)}
    from ${clockOr(dialect, createdAt)}
    where true`;
}

/** Replaces what is known of a resource, if the record is still at that revision. */
export function updateResource(
  dialect: Dialect,
  resource: { id: string; revision: number; workingMemory: string | null; metadata: string | null },
): Sql {
  return sql`
    update ${resources(dialect)} as r
    set
      "workingMemory" = cast(${resource.workingMemory} as text),
      "metadata" = ${dialect.json(resource.metadata)},
      "revision" = r."revision" + 1,
      "updatedAt" = ${dialect.now}
    where r."id" = ${resource.id}
      and r."revision" = cast(${resource.revision} as integer)
    returning ${RESOURCE_FIELDS}`;
}
