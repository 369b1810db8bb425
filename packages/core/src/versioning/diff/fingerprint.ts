/** What tells the items of a list apart when two lists are aligned. */
import { isJsonObject } from './json-values';

/** So many entries of an item are looked at. */
const ENTRIES = 8;

/** Longer texts are told apart by their ends and their length. */
const LONG = 200;

/**
 * A short text that like items share: an object's name or id where it has one, else its first few plain values.
 * Different items may have the same, so whoever aligns by it compares the pairs. Takes constant time.
 */
export function fingerprint(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}:${value.slice(0, ENTRIES).map(plain).join()}`;
  if (!isJsonObject(value)) return plain(value);
  for (const key of ['name', 'id']) {
    if (Object.hasOwn(value, key) && typeof value[key] === 'string') return `{${key}:${plain(value[key])}`;
  }
  const shown: string[] = [];
  for (const key in value) {
    if (shown.length >= ENTRIES) break;
    shown.push(`${plain(key)}:${plain(value[key])}`);
  }
  return `{${shown.sort().join()}`;
}

function plain(value: unknown): string {
  if (typeof value !== 'string') return typeof value === 'object' && value !== null ? '…' : String(value);
  if (value.length <= LONG) return JSON.stringify(value);
  return `${value.length}"${value.slice(0, LONG / 2)}…${value.slice(-LONG / 2)}`;
}
