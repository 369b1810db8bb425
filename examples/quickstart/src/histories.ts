/** Reads histories of agents from a JSONL file, a line at a time. */
import { open } from 'node:fs/promises';
import { z } from 'zod';

/** One state of an agent, as its history has it. */
const revisionSchema = z.object({
  createdAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  createdBy: z.string().optional(),
  changeMessage: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
});

const historySchema = z.object({
  agentId: z.string().min(1),
  /** Where the history was found. */
  source: z.string().optional(),
  /** Oldest first. */
  revisions: z.array(revisionSchema).min(1),
});

/** One agent and all its revisions. */
export type History = z.infer<typeof historySchema>;

/** A line of the file that holds something. */
export interface Line {
  /** Counts from 1. */
  number: number;
  text: string;
  /** How far into the file the line reaches, in bytes. */
  bytesRead: number;
}

/** The lines of a file that are not blank; the file is never in memory as a whole. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  await using file = await open(path);
  let number = 0;
  let bytesRead = 0;
  for await (const text of file.readLines()) {
    number += 1;
    bytesRead += Buffer.byteLength(text) + 1;
    if (text.trim() !== '') yield { number, text, bytesRead };
  }
}

/**
 * The history that a line holds.
 * @throws Error that says what is wrong with it
 */
export function parseHistory(text: string): History {
  const result = historySchema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || 'line'}: ${message}`);
  throw new Error(issues.join('; '));
}
