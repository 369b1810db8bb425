/** The one line that a fault or race test prints. */

/** Prints `name: figure`, so that a run's log shows what was tried and what came of it. */
export function printFigure(store: string, name: string, figures: object): void {
  const shown = Object.entries(figures).map(([key, value]) => `${key} ${String(value)}`);
  process.stdout.write(`${name} [${store}]: ${shown.join(', ')}\n`);
}
