/** Takes in the history of one agent: skips what is here already, once it is known to be the same. */
import { ConflictError } from '../../errors';
import type { HistoryEntry, HistoryHead } from '../../storage/domains/agent-versions/records';
import { MAX_PER_PAGE } from '../../storage/pagination';
import { emitAppended } from '../append';
import type { ActionScope } from '../context';
import { type HistoryBreak, HistoryCheck, type HistoryStart, numberOf } from '../history-check';
import { HistoryReader } from '../history-reader';
import type { ImportWork } from './import-work';
import { relocated } from './issues';
import { type EntryLine, entryOf, type LineOf, refuseLine } from './read-lines';

/** A batch is stored when its lines are so long together. */
const BATCH_LENGTH = 4_194_304;

/** A line of a history. */
interface NumberedEntry {
  line: EntryLine;
  number: number;
  length: number;
}

/** One agent's history on its way in. */
export class HistoryImport {
  readonly #work: ImportWork;
  readonly #scope: ActionScope;
  readonly #agentId: string;
  readonly #start: HistoryStart;
  readonly #check: HistoryCheck;
  /** Where the history here stands. */
  #head: HistoryHead;
  /** What is here already, for entries that no link tells of. */
  readonly #here: HistoryReader;
  #unread: HistoryEntry[] = [];
  /** Up to this number both histories are known to be the same. */
  #compared: number;
  #batch: { entries: HistoryEntry[]; lines: number[]; length: number } = { entries: [], lines: [], length: 0 };

  private constructor(input: { work: ImportWork; scope: ActionScope; line: LineOf<'agent'>; head: HistoryHead }) {
    const { work, scope, line, head } = input;
    this.#work = work;
    this.#scope = scope;
    this.#agentId = line.agentId;
    this.#start = {
      floorNumber: line.floorNumber,
      ...(line.floorHash === undefined ? {} : { floorHash: line.floorHash }),
    };
    this.#check = new HistoryCheck({ start: this.#start, contents: false }); // contents are the store's to check
    this.#head = head;
    this.#compared = line.floorNumber;
    this.#here = new HistoryReader({ versions: scope.versions, agentId: line.agentId, after: line.floorNumber });
  }

  /** @throws ConflictError when the history cannot go on from what is here */
  static async begin(input: { work: ImportWork; scope: ActionScope; line: LineOf<'agent'> }): Promise<HistoryImport> {
    const { agentId, floorNumber, floorHash } = input.line;
    const head = await input.scope.versions.getHead(agentId);
    const empty = { agentId, lastNumber: 0, headNumber: 0, versionCount: 0, floorNumber: 0 };
    const history = new HistoryImport({ ...input, head: head ?? empty });
    if (!head) return history;
    const apart = head.floorNumber > floorNumber || head.lastNumber < floorNumber;
    if (apart) throw history.#conflict(floorNumber || 'none', head.floorNumber || head.lastNumber);
    if (head.floorNumber === floorNumber) history.#same(floorHash, head.floorHash);
    if (head.lastNumber === floorNumber) history.#same(floorHash, head.chainHash);
    return history;
  }

  /** Takes in an entry, once its batch is full. */
  async add({ line, number, length }: NumberedEntry): Promise<void> {
    const entry = entryOf(line);
    const found = this.#check.add(entry);
    if (found) refuseLine(number, describe(found));
    if (line.versionNumber <= this.#head.lastNumber) {
      await this.#skip(entry);
      return;
    }
    this.#batch.entries.push(entry);
    this.#batch.lines.push(number);
    this.#batch.length += length;
    if (this.#batch.entries.length === MAX_PER_PAGE || this.#batch.length >= BATCH_LENGTH) await this.flush();
  }

  /** Stores what has gathered, and makes sure that what was skipped is the same here. */
  async flush(): Promise<void> {
    await this.#compareLast();
    const { entries, lines } = this.#batch;
    this.#batch = { entries: [], lines: [], length: 0 };
    if (entries.length === 0) return;
    const expected = this.#head.lastNumber;
    const { floorHash } = this.#start;
    const floor = expected === 0 && this.#start.floorNumber > 0 ? { floorHash } : {};
    this.#head = await relocated({ list: 'entries', lines }, () =>
      this.#scope.versions.importHistory({ agentId: this.#agentId, expected, entries, ...floor }),
    );
    this.#compared = this.#head.lastNumber;
    const { output, context, step } = this.#work;
    for (const entry of entries) {
      if (entry.kind === 'deletion') {
        output.deletions += 1;
      } else {
        output.versions += 1;
        emitAppended(context, entry.version);
      }
    }
    step(lines.at(-1) as number);
  }

  /** @throws ValidationError when the agent's last line says something else than the lines before it */
  compareWith({ line, number }: { line: LineOf<'agentEnd'>; number: number }): void {
    const { counts, lastNumber, link: chainHash } = this.#check;
    const found = { versions: counts.versions, deletions: counts.deletions, lastNumber, chainHash };
    for (const [field, value] of Object.entries(found)) {
      const said = line[field as keyof typeof found];
      if (said !== value) refuseLine(number, `says ${field} ${said ?? 'none'}, not ${value ?? 'none'}`);
    }
  }

  async #skip(entry: HistoryEntry): Promise<void> {
    const { versionNumber, chainHash, contentHash } = entry.kind === 'version' ? entry.version : entry.deletion;
    this.#work.output.skipped += 1;
    // A link stands for all entries before it that have one: only the last one of them is compared.
    if (chainHash !== undefined) {
      if (versionNumber === this.#head.lastNumber) this.#same(chainHash, this.#head.chainHash);
      if (versionNumber === this.#head.lastNumber) this.#compared = versionNumber;
      return;
    }
    const here = await this.#nextHere(versionNumber);
    this.#same(contentHash, here?.chainHash === undefined ? here?.contentHash : here.chainHash);
    this.#compared = versionNumber;
  }

  /** The entry here of a number, read in ascending order. */
  async #nextHere(versionNumber: number) {
    if (this.#unread.length === 0) this.#unread = await this.#here.read();
    const entry = this.#unread.shift();
    if (!entry || numberOf(entry) !== versionNumber) return undefined;
    return entry.kind === 'version' ? entry.version : entry.deletion;
  }

  /** Where the file ends before the history here does, the link of its last entry is compared. */
  async #compareLast(): Promise<void> {
    const { lastNumber, link } = this.#check;
    if (lastNumber <= this.#compared || lastNumber > this.#head.lastNumber) return;
    const page = { agentId: this.#agentId, after: lastNumber - 1, limit: 1 };
    const [entry] = await this.#scope.versions.listHistory(page);
    this.#same(link, entry?.kind === 'version' ? entry.version.chainHash : entry?.deletion.chainHash);
    this.#compared = lastNumber;
  }

  /** @throws ConflictError when the two hashes are not the same */
  #same(expected: string | undefined, actual: string | undefined): void {
    if (expected !== actual) throw this.#conflict(expected ?? 'none', actual ?? 'none');
  }

  #conflict(expected: string | number, actual: string | number): ConflictError {
    return new ConflictError({ entity: 'version', id: this.#agentId, expected, actual });
  }
}

function describe({ problem, versionNumber, expected, actual }: HistoryBreak): string {
  if (problem === 'missing') return `leaves out number ${versionNumber}`;
  if (problem === 'duplicate') return `comes back to number ${versionNumber}`;
  return `has the link ${actual}; by what it says and by the lines before, it is ${expected}`;
}
