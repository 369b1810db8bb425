/** An agent's configuration as columns: one JSON document in our tables, a column a field in the texts for users. */
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { QuerySpelling } from './spelling';

/** What a column holds: a text, a JSON text, or a whole number. */
export type FieldType = 'text' | 'json' | 'integer';

/** Fields by name, in the order of the arguments. */
export type Fields = Readonly<Record<string, FieldType>>;

/** What a session may say otherwise than its agent. */
export const OVERRIDE_FIELDS = {
  model: 'text',
  plan_model: 'text',
  small_model: 'text',
  built_in_tools: 'json',
  mcps: 'json',
  knowledges: 'json',
  configuration: 'json',
  accessible_paths: 'json',
  permission_mode: 'text',
  max_steps: 'integer',
} as const satisfies Fields;

/** What an agent has. */
export const AGENT_FIELDS = {
  type: 'text',
  name: 'text',
  description: 'text',
  avatar: 'text',
  instructions: 'text',
  ...OVERRIDE_FIELDS,
} as const satisfies Fields;

const SEPARATOR = ',\n      ';

/** Where an argument goes. Each is bound once, and the texts keep their order: libsql knows no other placeholders. */
export function argument(type: 'text' | 'integer' = 'text'): Sql {
  return sql`cast(${null} as ${raw(type)})`;
}

/** The table `made`: one row with the two times of a new record, from two arguments. */
export function madeAt(spelling: QuerySpelling): Sql {
  return sql`made("createdAt", "updatedAt") as (
      values (
        ${spelling.timeOrNow(argument())},
        ${spelling.timeOrNow(argument())}
      )
    )`;
}

/** Where a number of rows goes. */
export function numberOfRows(): Sql {
  return sql`cast(${null} as bigint)`;
}

/** A column of JSON as its text. */
export function jsonColumn(column: Sql): Sql {
  return sql`cast(${column} as text)`;
}

/**
 * The tables `field`, with a row for the argument of each field, and `gathered`, with one JSON object of those that
 * are not null.
 */
export function gatherArguments(spelling: QuerySpelling, fields: Fields): Sql {
  const rows = Object.entries(fields).map(
    ([name, type]) => sql`(${raw(`'${name}'`)}, ${jsonArgument(spelling, type)})`,
  );
  return sql`field("name", "value") as (
      values
      ${join(rows, SEPARATOR)}
    ),
    gathered("config") as (
      select coalesce(${spelling.gather}, '{}')
      from field
      where field."value" <> 'null'
    )`;
}

function jsonArgument(spelling: QuerySpelling, type: FieldType): Sql {
  return type === 'json' ? spelling.json(argument()) : spelling.quote(argument(type));
}

/** The document with what is `gathered` in place of whatever those fields were. */
export function replaceByArguments(spelling: QuerySpelling, document: Sql, fields: Fields): Sql {
  return spelling.replaceMembers({ object: document, names: Object.keys(fields), members: raw('gathered."config"') });
}

/** The fields of a document as columns, null where they are absent. Texts are texts, JSON is JSON text. */
export function columnsOf(spelling: QuerySpelling, document: Sql, fields: Fields): Sql {
  const columns = Object.entries(fields).map(([name, type]) => {
    return sql`${readField({ spelling, document, name, type })} as ${raw(`"${name}"`)}`;
  });
  return join(columns, SEPARATOR);
}

/** One field of a document as a column takes it. */
export function readField(input: { spelling: QuerySpelling; document: Sql; name: string; type: FieldType }): Sql {
  const { spelling, document, name, type } = input;
  const key = raw(`'${name}'`);
  if (type === 'integer') return spelling.number(document, name);
  if (type === 'text') return sql`cast(${document} ->> ${key} as text)`;
  return sql`nullif(${jsonColumn(sql`${document} -> ${key}`)}, 'null')`;
}
