/** Shows how far an import is: a bar on a terminal, a line now and then elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

/** What an import has done so far. */
export interface Counts {
  agents: number;
  revisions: number;
}

/** Shows an import's way through its file. */
export interface Progress {
  /** Says how many bytes have been read. */
  update(bytesRead: number, counts: Counts): void;
  /** Puts away what is shown. */
  stop(counts: Counts): void;
}

/** Where there is no terminal: how many agents go by between two lines. */
const AGENTS_PER_LINE = 25;

/** Begins to show the way through a file of `size` bytes. */
export function startProgress(size: number): Progress {
  return process.stdout.isTTY ? bar(size) : lines();
}

function bar(size: number): Progress {
  const format = '  {bar} {percentage} %  {agents} agents, {revisions} revisions';
  const shown = new SingleBar({ format, stream: process.stdout, hideCursor: true }, Presets.shades_classic);
  shown.start(size, 0, { agents: 0, revisions: 0 });
  return {
    update: (bytesRead, counts) => shown.update(Math.min(bytesRead, size), { ...counts }),
    stop: () => shown.stop(),
  };
}

function lines(): Progress {
  const show = ({ agents, revisions }: Counts) => console.log(`  ${agents} agents, ${revisions} revisions`);
  return {
    update: (_, counts) => {
      if (counts.agents % AGENTS_PER_LINE === 0) show(counts);
    },
    stop: (counts) => {
      if (counts.agents % AGENTS_PER_LINE !== 0) show(counts);
    },
  };
}
