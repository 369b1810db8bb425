/** A comparison as text: removed in red, added in green; marked by signs where there are no colours. */
import type {
  CompareOutput,
  FieldComparison,
  ItemsComparison,
  LineHunk,
  TextComparison,
  TextHunk,
  VersionDiff,
} from '@agent-versions/core';
import pico from 'picocolors';

type Colors = ReturnType<typeof pico.createColors>;

const INDENT = '    ';

/** The comparison for people. */
export function renderDiff(comparison: CompareOutput, { color }: { color: boolean }): string {
  const { fromVersion, toVersion, fields, diffs } = comparison;
  const [from, to] = [fromVersion.versionNumber, toVersion.versionNumber];
  if (fields.length === 0) return `No differences between version ${from} and version ${to}`;
  const renderer = new DiffRenderer(pico.createColors(color));
  const title = renderer.colors.bold(`${toVersion.agentId}: version ${from} → ${to}`);
  const parts = fields.map((field, index) => renderer.field(field, diffs[index] as VersionDiff)); // in the same order
  return `${title}\n\n${parts.join('\n')}`;
}

class DiffRenderer {
  readonly colors: Colors;

  constructor(colors: Colors) {
    this.colors = colors;
  }

  field({ field, kind, text, items }: FieldComparison, { previousValue, currentValue }: VersionDiff): string {
    if (kind === 'added') return `${this.#added(`+ ${field}`)}\n${this.#value('+', currentValue)}`;
    if (kind === 'removed') return `${this.#removed(`- ${field}`)}\n${this.#value('-', previousValue)}`;
    const title = `${this.colors.yellow(`~ ${field}`)}\n`;
    if (text) return title + this.#text(text);
    if (items) return title + this.#items(items);
    return title + this.#value('-', previousValue) + this.#value('+', currentValue);
  }

  /** JSON, every line with its sign. */
  #value(sign: '+' | '-', value: unknown): string {
    const lines = typeof value === 'string' ? value.split('\n') : JSON.stringify(value, null, 2).split('\n');
    return lines.map((line) => this.#signed(sign, line)).join('');
  }

  #text(text: TextComparison): string {
    if (text.level === 'lines') return text.hunks.map((hunk) => this.#hunk(hunk)).join('');
    const words = text.hunks.map((hunk) => this.#words(hunk)).join('');
    return `${words
      .split('\n')
      .map((line) => INDENT + line)
      .join('\n')}\n`;
  }

  /** Line by line, as a colour that spans lines would also colour what stands before them. */
  #words({ kind, text }: TextHunk): string {
    if (kind === 'equal') return text;
    const [open, close] = kind === 'insert' ? ['{+', '+}'] : ['[-', '-]'];
    if (!this.colors.isColorSupported) return open + text + close;
    const paint = kind === 'insert' ? this.#added : this.#removed;
    return text.split('\n').map(paint).join('\n');
  }

  #hunk({ previousLine, currentLine, lines }: LineHunk): string {
    const title = this.colors.cyan(`@@ line ${previousLine} → ${currentLine} @@`);
    const signs = { equal: ' ', insert: '+', delete: '-' } as const;
    return `${INDENT}${title}\n${lines.map(({ kind, text }) => this.#signed(signs[kind], text.replace(/\n$/, ''))).join('')}`;
  }

  #items({ added, removed, changed, reordered }: ItemsComparison): string {
    return [
      ...removed.map(({ name }) => this.#signed('-', name)),
      ...added.map(({ name }) => this.#signed('+', name)),
      ...changed.map((item) => this.#changedItem(item)),
      ...(reordered ? [`${INDENT}${this.colors.yellow('~ in another order')}\n`] : []),
    ].join('');
  }

  #changedItem({ name, fields, previousValue, currentValue }: ItemsComparison['changed'][number]): string {
    const title = `${INDENT}${this.colors.yellow(`~ ${name}`)}`;
    if (fields) return `${title} (${fields.join(', ')})\n`;
    return `${title}: ${this.#removed(JSON.stringify(previousValue))} → ${this.#added(JSON.stringify(currentValue))}\n`;
  }

  #signed(sign: ' ' | '+' | '-', line: string): string {
    const paint = { ' ': String, '+': this.#added, '-': this.#removed }[sign];
    return `${INDENT}${paint(`${sign} ${line}`)}\n`;
  }

  readonly #added = (text: string) => this.colors.green(text);
  readonly #removed = (text: string) => this.colors.red(text);
}
