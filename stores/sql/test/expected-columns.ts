/** The columns that migrations must end with, in the words of one database. */
import { type StorageColumn, TABLE_SCHEMAS } from '@agent-versions/core';

/** A column as a catalog describes it. */
export interface ColumnRow {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
  primaryKey: boolean;
}

/** All columns of all tables in the order of `TABLE_SCHEMAS`; tables by name, as catalogs list them. */
export function expectedColumns(types: Record<StorageColumn['type'], string>): ColumnRow[] {
  const tables = Object.entries(TABLE_SCHEMAS).sort(([a], [b]) => (a < b ? -1 : 1));
  return tables.flatMap(([table, columns]) =>
    Object.entries(columns).map(([column, { type, nullable, primaryKey = false }]) => ({
      table,
      column,
      type: types[type],
      nullable,
      primaryKey,
    })),
  );
}
