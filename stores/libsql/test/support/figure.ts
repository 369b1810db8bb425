/** The one line that a fault test prints, so that a run's log shows what was tried and what came of it. */

/** Prints `name: figure`. */
export function printFigure(name: string, figure: string): void {
  process.stdout.write(`${name}: ${figure}\n`);
}
