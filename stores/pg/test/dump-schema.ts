/** A schema as text: what the catalog knows of it, in an order and a spelling that do not change with the server. */
import type { MigrationExecutor } from '@agent-versions/sql';

const COLUMNS = `
  select format(
    '%s.%s %s%s%s%s', c.relname, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
    case when l.collname <> 'default' then ' collate ' || quote_ident(l.collname) end,
    case when a.attnotnull then ' not null' end,
    ' default ' || pg_get_expr(d.adbin, d.adrelid)
  ) as line
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  left join pg_collation l on l.oid = a.attcollation
  where c.relnamespace = $1::regnamespace and c.relkind = 'r'
  order by c.relname, a.attnum`;

// from 18 on, not-null constraints are listed too: the columns say so already
const CONSTRAINTS = `
  select format('%s: %s %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) as line
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  where k.connamespace = $1::regnamespace and k.contype <> 'n'
  order by c.relname, k.conname`;

const INDEXES = `
  select pg_get_indexdef(i.indexrelid) as line
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  where c.relnamespace = $1::regnamespace
  order by c.relname`;

const SETTINGS = `
  select format('%s: %s', c.relname, c.reloptions) as line
  from pg_class c
  where c.relnamespace = $1::regnamespace and c.reloptions is not null
  order by c.relname`;

const TRIGGERS = `
  select pg_get_triggerdef(t.oid) as line
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  where c.relnamespace = $1::regnamespace and not t.tgisinternal
  order by c.relname, t.tgname`;

const FUNCTIONS = `
  select pg_get_functiondef(p.oid) as line
  from pg_proc p
  where p.pronamespace = $1::regnamespace
  order by p.proname`;

const SECTIONS = { COLUMNS, CONSTRAINTS, INDEXES, SETTINGS, TRIGGERS, FUNCTIONS };

/** The schema's name is written as SCHEMA. */
export async function dumpSchema(executor: MigrationExecutor, schema: string): Promise<string> {
  const sections: string[] = [];
  for (const [name, sql] of Object.entries(SECTIONS)) {
    const rows = await executor.query({ sql, args: [`"${schema}"`] });
    const lines = rows.map(({ line }) => String(line).replaceAll(schema, 'SCHEMA').trimEnd());
    sections.push(`-- ${name.toLowerCase()}\n${lines.join('\n')}\n`);
  }
  return sections.join('\n');
}
