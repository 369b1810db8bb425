/** Statements in the form the driver takes: named and prepared, or unnamed; never with values in their text. */
import { createHash } from 'node:crypto';
import type { Sql } from 'sql-template-tag';
import { COLUMN_TYPES } from './column-types';

/** The statements are a closed set; should texts ever vary without end, servers shall not pay for it. */
const MOST = 1000;

/** The names of prepared statements, made from their text: the same in every process. */
export class StatementNames {
  readonly #names = new Map<string, string>();

  /** The name to prepare `text` under; undefined where it must not be prepared. */
  of(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MOST) return known;
    const name = `av_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
    this.#names.set(text, name);
    return name;
  }
}

/** What pg-promise takes for a PreparedStatement (with a name) or a ParameterizedQuery (without). */
export interface DriverStatement {
  /** Present: prepared once per connection under this name. */
  name?: string;
  /** With `$1`, `$2` … */
  text: string;
  /** Bound by the server. */
  values: unknown[];
  /** How results are read. */
  types: typeof COLUMN_TYPES;
}

/** Plain objects, since the classes of another copy of pg-promise would not be known to an injected database. */
export function toDriverStatement(
  query: Pick<Sql, 'text' | 'values'>,
  names: StatementNames | undefined,
): DriverStatement {
  const { text, values } = query;
  const name = names?.of(text);
  return name === undefined ? { text, values, types: COLUMN_TYPES } : { name, text, values, types: COLUMN_TYPES };
}
