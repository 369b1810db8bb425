/** The lines of an export as they are written: the same text for the same content, whatever store it came from. */

import { STORABLE_CEILINGS } from '../../json/limits';
import { toStorable } from '../../json/storable';
import type { HistoryEntry, LabelMove, LabelTarget } from '../../storage/domains/agent-versions/records';
import { configOf } from '../../storage/record-fields';
import type { StorageAgentType } from '../../storage/types';
import type { HistoryStart } from '../history-check';
import { FORMAT, FORMAT_VERSION, type LineOf } from './read-lines';

/** A line that holds no document. */
type PlainLine = LineOf<'header'> | LineOf<'agentEnd'> | LineOf<'end'>;

/** The first line. */
export function writeHeader(): string {
  return writeLine({ type: 'header', format: FORMAT, formatVersion: FORMAT_VERSION });
}

/** A line as text; what is undefined is left out. */
export function writeLine(line: PlainLine): string {
  return oneLine(JSON.stringify(line));
}

/** What comes before an agent's history: where it begins, and the record. */
export function writeAgent(agentId: string, start: HistoryStart, agent: StorageAgentType | null): string {
  const { floorNumber, floorHash } = start;
  const head = { type: 'agent', agentId, floorNumber, floorHash };
  if (!agent) return oneLine(JSON.stringify(head));
  const { versionNumber, revision, createdAt, updatedAt } = agent;
  const record = { versionNumber, revision, createdAt, updatedAt };
  return withDocument({ ...head, record }, { config: configOf(agent) });
}

/** An entry of a history as a line. */
export function writeEntry(entry: HistoryEntry): string {
  if (entry.kind === 'deletion') return oneLine(JSON.stringify({ type: 'deletion', ...sorted(entry.deletion) }));
  const { snapshot, ...rest } = entry.version;
  return withDocument({ type: 'version', ...sorted(rest) }, { snapshot });
}

/** A move of a label as a line. */
export function writeMove({ from, to, ...move }: LabelMove): string {
  const ends = { from: from?.map(target), to: to?.map(target) };
  return oneLine(JSON.stringify({ type: 'labelMove', ...sorted({ ...move, ...ends }) }));
}

/** The document comes last and in its canonical form: databases keep an order of keys of their own. */
function withDocument(line: object, document: Record<string, unknown>): string {
  const [name, value] = Object.entries(document)[0] as [string, unknown];
  const { canonical } = toStorable(value, { path: name, limits: STORABLE_CEILINGS });
  return oneLine(`${JSON.stringify(line).slice(0, -1)},${JSON.stringify(name)}:${canonical}}`);
}

/** JSON may hold U+2028 and U+2029 as they are, and readers of lines, Node's among them, take them for line breaks. */
function oneLine(json: string): string {
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function sorted(record: object): object {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function target({ versionId, weight }: LabelTarget): LabelTarget {
  return { versionId, weight };
}
