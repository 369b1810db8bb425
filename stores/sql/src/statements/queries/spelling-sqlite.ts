/** How SQLite spells what the texts for users leave open. */
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../../dialect';
import type { QuerySpelling } from './spelling';

/** JSON is text here. */
export function sqliteSpelling(dialect: Dialect): QuerySpelling {
  return {
    gather: raw('json_group_object(field."name", json(field."value"))'),
    table: (name) => dialect.table(name),
    text: (query) => query.sql,
    withLocked: ({ id }, use) => use(id),
    // what is no time becomes null, which no column for times takes
    timeOrNow: (text) => sql`strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(${text}, 'now'))`,
    quote: (value) => sql`json_quote(${value})`,
    json: (text) => sql`json(${text})`,
    replaceMembers,
    number: (object, name) => {
      return sql`iif(json_type(${object}, ${path(name)}) in ('integer', 'real'), ${object} ->> ${path(name)}, null)`;
    },
  };
}

/**
 * Joins the texts of two objects. SQLite's own functions would not do: `json_patch` drops nulls at every depth, and
 * what goes through `json_each` loses digits of its numbers.
 */
function replaceMembers({ object, names, members }: Parameters<QuerySpelling['replaceMembers']>[0]): Sql {
  const rest = sql`json_remove(${object}, ${join(names.map(path), ', ')})`;
  const inner = (object: Sql) => sql`substr(${object}, 2, length(${object}) - 2)`;
  return sql`'{' || trim(${inner(rest)} || ',' || ${inner(members)}, ',') || '}'`;
}

function path(name: string): Sql {
  return raw(`'$.${name}'`);
}
