/** What a comparison and a merge of snapshots come to. */
import type { JsonValue } from '../../json/types';
import type { AgentConfig } from '../../storage/types';
import type { VersionDiff } from '../types';

/** One step of a patch between snapshots, as RFC 6902 has it. */
export type SnapshotOperation =
  | { op: 'add' | 'replace'; path: string; value: JsonValue }
  | { op: 'remove'; path: string };

/** A piece of text: in both, in the current one only, or in the previous one only. */
export interface TextHunk {
  kind: 'equal' | 'insert' | 'delete';
  text: string;
}

/** Changed lines, with up to three lines around them. */
export interface LineHunk {
  /** Where it begins in the previous text, counted from 1. */
  previousLine: number;
  /** Where it begins in the current text, counted from 1. */
  currentLine: number;
  /** Each with the line break that ends it, where one does. */
  lines: TextHunk[];
}

/**
 * How a text changed: word by word where it is short or has one line only, else line by line. What is too far apart to
 * be told in detail is deleted and inserted whole.
 */
export type TextComparison = { level: 'words'; hunks: TextHunk[] } | { level: 'lines'; hunks: LineHunk[] };

/** An item that was added or removed. */
export interface NamedItem {
  name: string;
  value: unknown;
}

/** An item that is in both, but not the same. */
export interface ChangedItem {
  name: string;
  previousValue: unknown;
  currentValue: unknown;
  /** Which fields of it differ, where it is an object in both. */
  fields?: string[];
}

/** How a set of named items changed, such as tools: wherever they stand. */
export interface ItemsComparison {
  added: NamedItem[];
  removed: NamedItem[];
  changed: ChangedItem[];
  /** Whether items that are in both stand in another order. */
  reordered: boolean;
}

/** How one field changed. */
export interface FieldComparison {
  field: string;
  kind: 'added' | 'removed' | 'changed';
  /** Of a field that is text in both. */
  text?: TextComparison;
  /** Of a field that is a list of named items in both, or an object in both. */
  items?: ItemsComparison;
}

/** All that differs between two snapshots. */
export interface SnapshotComparison {
  /** The fields that differ, by name. */
  diffs: VersionDiff[];
  /** An RFC 6902 patch: applied to the previous snapshot it gives the current one. */
  patch: SnapshotOperation[];
  /** For people: the same fields as `diffs`, in the same order, in detail. */
  fields: FieldComparison[];
}

/** A field that both sides changed, each in its own way. */
export interface MergeConflict {
  field: string;
  /** Undefined where the field is not there; so with the other two. */
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

/** What a three-way merge came to. */
export interface MergeOutput {
  /** What both sides made of the base; fields in conflict are as `theirs` has them. */
  merged: AgentConfig;
  /** By field; empty when nothing was lost. */
  conflicts: MergeConflict[];
}
