/** A MigrationDatabase of a few lines, for the engine's own rules; real databases are tested with the stores. */
import { setImmediate } from 'node:timers/promises';
import type { AppliedMigration, LedgerOptions, MigrationDatabase, MigrationStep } from '../../src/migrations/types';

/** What a statement must be to be refused by {@link MemoryDatabase}. */
export const BROKEN = 'broken';

/** A "schema" that is the list of statements it was built with. */
export class MemoryDatabase implements MigrationDatabase {
  /** Null until the ledger was created. */
  ledger: AppliedMigration[] | null = null;
  statements: string[] = [];
  /** Every step that was asked for, those that were refused included. */
  steps: MigrationStep[] = [];
  /** Called before a step looks at the ledger: where a test lets another process in. */
  beforeRun: () => Promise<void> = async () => {};

  async createLedger({ dryRun = false }: LedgerOptions = {}): Promise<void> {
    await setImmediate();
    if (!dryRun) this.ledger ??= [];
  }

  async readLedger(): Promise<AppliedMigration[]> {
    await setImmediate();
    return structuredClone(this.ledger ?? []);
  }

  async run(step: MigrationStep): Promise<boolean> {
    this.steps.push(step);
    await setImmediate();
    await this.beforeRun();
    const ledger = this.ledger ?? [];
    if ((ledger.at(-1)?.id ?? null) !== step.expectedLast) return false;
    if (step.statements.includes(BROKEN)) throw new Error('syntax error at or near "broken"');
    this.statements.push(...step.statements);
    this.ledger = this.#change(ledger, step);
    return true;
  }

  /** Puts a row into the ledger as a person with a SQL prompt would. */
  insertRow(row: Partial<AppliedMigration> & { id: string }): void {
    const blank = { description: '', appliedAt: new Date(), executionTime: 0, checksum: 'manual' };
    this.ledger = [...(this.ledger ?? []), { ...blank, ...row }].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #change(ledger: AppliedMigration[], { change }: MigrationStep): AppliedMigration[] {
    switch (change.kind) {
      case 'apply':
        return [...ledger, { ...change.row, appliedAt: new Date(), executionTime: 0 }];
      case 'revert':
        return ledger.filter(({ id }) => id !== change.id);
      case 'checksum':
        return ledger.map((row) => (row.id === change.id ? { ...row, checksum: change.checksum } : row));
    }
  }
}
