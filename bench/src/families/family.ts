/** A family: stores that share a raw driver, and are measured in turns with it. */
import type { Baseline, Lane } from '../measure';
import type { StoreName } from '../options';
import type { History } from '../workload/histories';

/** A store in a family. */
export interface FamilyStore {
  name: StoreName;
  /** As the aims name it. */
  title: string;
  /** As the table heads its column, beside the raw side's. */
  heading: string;
  /** The side it is compared with, and how near to it it must stay; null: there is none. */
  against: { side: Baseline; aim: number } | null;
}

/** What a family opens its lanes with. */
export interface OpenInput {
  histories: readonly History[];
  /** Those of its stores that were asked for. */
  stores: readonly StoreName[];
  /** Where files go. */
  folder: string;
  /** The url of a Postgres; starts it if need be. */
  postgresUrl: () => Promise<string>;
}

/** Loaded histories, ready to measure. */
export interface OpenFamily {
  lanes: Lane[];
  close(): Promise<void>;
}

/** Stores beside their raw driver. */
export interface Family {
  /** As the table heads it. */
  title: string;
  stores: readonly FamilyStore[];
  open(input: OpenInput): Promise<OpenFamily>;
}

/** Runs closers in reverse order. */
export async function closeAll(closers: readonly (() => unknown)[]): Promise<void> {
  for (const close of closers.toReversed()) await close();
}
