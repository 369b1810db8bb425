/** How Postgres spells what the texts for users leave open. */
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../../dialect';
import type { QuerySpelling } from './spelling';

/** JSON is jsonb here. */
export function postgresSpelling(dialect: Dialect): QuerySpelling {
  return {
    gather: raw('jsonb_object_agg(field."name", field."value")'),
    table: (name) => dialect.table(name),
    text: (query) => query.text,
    withLocked: ({ table, id }, use) => sql`
    with locked as materialized (
      select "id"
      from ${dialect.table(table)}
      where "id" = ${id}
      for no key update
    )${use(sql`(select locked."id" from locked)`)}`,
    timeOrNow: (text) => sql`coalesce(cast(${text} as timestamptz), date_trunc('milliseconds', statement_timestamp()))`,
    quote: (value) => sql`to_jsonb(${value})`,
    json: (text) => sql`cast(${text} as jsonb)`,
    replaceMembers: ({ object, names, members }) => {
      return sql`(${object} - array[${join(names.map(literal), ', ')}]) || ${members}`;
    },
    number: (object, name) => {
      const member = literal(name);
      return sql`case
        when jsonb_typeof(${object} -> ${member}) = 'number' then cast(${object} ->> ${member} as double precision)
      end`;
    },
  };
}

function literal(name: string): Sql {
  return raw(`'${name}'`);
}
