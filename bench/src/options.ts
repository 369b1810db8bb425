/** The command line. */
import { parseArgs } from 'node:util';
import { HTTP_ROUTES, type HttpRoute } from './http/routes';
import type { Shot } from './shots/shot';
import { SHOTS } from './shots/shots';
import { HISTORIES, type History, HTTP_HISTORY } from './workload/histories';
import { OPERATIONS, type Operation } from './workload/operations';

/** What the run was asked for. */
export interface Options {
  format: 'text' | 'markdown' | 'json';
  quick: boolean;
  stores: string[];
  operations: Operation[];
  /** What needs a fresh database each time. */
  shots: Shot[];
  /** What is asked over HTTP. */
  routes: HttpRoute[];
  histories: History[];
  callers: number[];
  /** Where the LibSQL files go; undefined: the folder for temporary files. */
  folder: string | undefined;
}

/** What `--store` takes. */
export const STORES = ['libsql', 'libsql-client', 'libsql-memory', 'postgres', 'memory'] as const;

/** One of {@link STORES}. */
export type StoreName = (typeof STORES)[number];

const USAGE = `pnpm bench [options]

  --quick            a short run: few rounds, histories of up to 10,000 versions; its figures are rough
  --store NAME       only this store (may be repeated): ${STORES.join(', ')}
  --operation NAME   only operations whose name contains this, such as save or HTTP (may be repeated)
  --history NAME     only histories of this name (may be repeated), such as 1x100 or 1,000x100
  --size KB          only snapshots of this size: 2 or 20
  --callers N        only this many callers at once: 1 or 16 unless told otherwise; over HTTP always 1 and 64
  --dir FOLDER       where the LibSQL files go
  --markdown, --json the table as Markdown, or everything as JSON

AGENT_HISTORIES=FILE.jsonl takes the texts of snapshots from real agents.
PG_TEST_URL=URL measures on that Postgres; otherwise one is started.`;

const FLAGS = {
  quick: { type: 'boolean', default: false },
  store: { type: 'string', multiple: true },
  operation: { type: 'string', multiple: true },
  history: { type: 'string', multiple: true },
  size: { type: 'string' },
  callers: { type: 'string', multiple: true },
  dir: { type: 'string' },
  markdown: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** The options, or null where only help was wanted, which is printed. */
export function readOptions(args: string[]): Options | null {
  const { values } = parseArgs({ args, options: FLAGS });
  if (values.help) {
    console.log(USAGE);
    return null;
  }
  const unknown = values.store?.find((name) => !STORES.includes(name as StoreName));
  if (unknown) throw new Error(`There is no store ${unknown}: ${STORES.join(', ')}`);
  const options: Options = {
    format: values.json ? 'json' : values.markdown ? 'markdown' : 'text',
    quick: values.quick,
    stores: values.store ?? [...STORES],
    operations: OPERATIONS.filter(({ name }) => matches(name, values.operation)),
    shots: SHOTS.filter(({ name, history }) => matches(name, values.operation) && isWanted(history, values)),
    routes: HTTP_ROUTES.filter(({ name }) => matches(name, values.operation) && isWanted(HTTP_HISTORY, values)),
    histories: HISTORIES.filter((history) => {
      const small = !values.quick || history.agents * history.versions <= 10_000;
      return isWanted(history, values) && (small || values.history !== undefined);
    }),
    callers: (values.callers ?? ['1', '16']).map(Number),
    folder: values.dir,
  };
  const repeated = options.operations.length > 0 && options.histories.length > 0;
  if (!repeated && options.shots.length === 0 && options.routes.length === 0)
    throw new Error('Nothing is left to measure');
  if (!options.callers.every((callers) => Number.isInteger(callers) && callers > 0)) {
    throw new Error('--callers must be a whole number above 0');
  }
  return options;
}

function matches(name: string, parts: string[] | undefined): boolean {
  return !parts || parts.some((part) => name.toLowerCase().includes(part.toLowerCase()));
}

/** Whether a history is of a size and a name that was asked for. */
function isWanted({ name, snapshotBytes }: History, asked: { size?: string; history?: string[] }): boolean {
  if (asked.size && snapshotBytes !== Number(asked.size) * 1024) return false;
  return !asked.history || asked.history.some((other) => plain(other) === plain(name));
}

/** A history's name as one would type it. */
function plain(name: string): string {
  return name.replaceAll('×', 'x').replace(/[\s,]/g, '');
}
