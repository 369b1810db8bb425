/** What an input is refused for. */
import type { ValidationError } from '../../src/errors';

/** The paths of what is wrong; none where nothing is. */
export function pathsOf(parse: () => unknown): string[] {
  try {
    parse();
    return [];
  } catch (error) {
    return (error as ValidationError).issues.map(({ path }) => path);
  }
}
