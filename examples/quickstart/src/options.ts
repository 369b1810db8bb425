/** The command line: `quickstart [histories.jsonl] [--db file]`. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What a run works on. */
export interface QuickstartOptions {
  /** The LibSQL file to keep the versions in; made when it is not there. */
  db: string;
  /** A JSONL file, one agent with its revisions a line. */
  histories: string;
}

/** The histories that come with the quickstart. */
const SHIPPED = join(import.meta.dirname, '../histories.jsonl');

/**
 * Reads the arguments.
 * @throws Error when there is one that means nothing here
 */
export function readOptions(args: string[]): QuickstartOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { db: { type: 'string', default: 'agent-versions.db' } },
  });
  const [histories = SHIPPED, ...rest] = positionals;
  if (rest.length > 0) throw new Error(`one file of histories at a time, not also ${rest.join(', ')}`);
  return { db: resolve(values.db), histories: resolve(histories) };
}
