/** The storage for those who did not choose one: a LibSQL file. */
import type { LibSQLOptions } from './db/options';
import { LibSQLStore } from './store';

/** Where the default storage keeps its file unless told otherwise. */
export const DEFAULT_STORAGE_URL = 'file:./agent-versions.db';

/** What the default storage is made of. */
export interface DefaultStorageOptions {
  /** Names the storage in errors and logs. Default: `default-storage`. */
  name?: string;
  /** Default: `{ url: 'file:./agent-versions.db' }`, in the current folder. */
  config?: LibSQLOptions;
}

/** A {@link LibSQLStore} on a local file. */
export class DefaultStorage extends LibSQLStore {
  /** @throws ValidationError when an option is none, has another form, or contradicts another */
  constructor({ name = 'default-storage', config = {}, ...unknown }: DefaultStorageOptions = {}) {
    const { url = config.client ? undefined : DEFAULT_STORAGE_URL, ...rest } = config;
    super({ ...unknown, ...rest, id: name, name, url });
  }
}
