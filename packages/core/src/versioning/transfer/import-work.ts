/** What the parts of an import share. */
import type { VersioningContext } from '../context';
import type { LineOf, NumberedLine } from './read-lines';

/** What an import did. */
export interface ImportHistoriesOutput {
  /** The agents in the file. */
  agents: number;
  /** Versions that are new here. */
  versions: number;
  /** What is left of deleted versions, and new here. */
  deletions: number;
  /** Moves of labels that are new here. */
  moves: number;
  /** Versions and deletions that were here already. */
  skipped: number;
}

/** What an import did so far. */
export interface ImportHistoriesProgress extends ImportHistoriesOutput {
  /** The line it has come to, from 1. */
  line: number;
}

/** What an import works with. */
export interface ImportWork {
  context: VersioningContext;
  /** The lines that are left. */
  reader: AsyncGenerator<NumberedLine>;
  output: ImportHistoriesOutput;
  /** Called with the line after each batch; throws where the caller wants an end. */
  step: (line: number) => void;
}

/** The line that an agent begins with, and its number. */
export interface AgentLine {
  line: LineOf<'agent'>;
  number: number;
}
