/** The one line that a fault test prints. */

/** Prints what was tried and what came of it, such as `pg.terminate: lost 0 of 5000 (target 0)`. */
export function printFigure(line: string): void {
  process.stdout.write(`${line}\n`);
}
