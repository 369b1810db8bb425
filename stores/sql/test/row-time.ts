/** Times for the statements that compare what was read. */
import type { Dialect } from '../src/dialect';

/** A time as the driver of that dialect returns it in a row. */
export function rowTime(dialect: Dialect): unknown {
  return dialect.name === 'postgres' ? new Date(0) : new Date(0).toISOString();
}
