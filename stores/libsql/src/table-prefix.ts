/** The option `tablePrefix` on its own. */
import { resolveOptions } from './db/options';

/**
 * Checks a prefix as a store's is checked: it becomes part of the SQL.
 * @throws ValidationError when it is none
 */
export function checkTablePrefix(tablePrefix: string): string {
  return resolveOptions({ url: ':memory:', tablePrefix }).tablePrefix;
}
