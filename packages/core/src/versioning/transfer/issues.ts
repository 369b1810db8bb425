/** Issues of a batch, told as issues of the lines it came from. */
import { isStorageError, ValidationError } from '../../errors';
import { linePath } from './read-lines';

/** Where the items of a batch come from. */
export interface BatchOrigin {
  /** What the store calls the batch: `entries` or `moves`. */
  list: string;
  /** The line of each item. */
  lines: readonly number[];
}

/** Does the work; a ValidationError that names an item of the batch names its line instead. */
export async function relocated<T>({ list, lines }: BatchOrigin, work: () => Promise<T>): Promise<T> {
  const item = new RegExp(`^${list}\\[(\\d+)\\](?:\\.(?:version|deletion)\\b)?`);
  return withPaths(work, (path) =>
    path.replace(item, (whole, index) => {
      const line = lines[Number(index)];
      return line === undefined ? whole : linePath(line);
    }),
  );
}

/** Does the work; the paths of a ValidationError go through `rename`. */
export async function withPaths<T>(work: () => Promise<T>, rename: (path: string) => string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isStorageError(error) || error.code !== 'invalid_input') throw error;
    const { issues } = error as ValidationError;
    throw new ValidationError(
      issues.map(({ path, message }) => ({ path: rename(path), message })),
      { cause: error },
    );
  }
}
