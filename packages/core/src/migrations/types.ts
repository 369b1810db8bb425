/** The migration engine's vocabulary: what a migration is, what running one says, and what a database must offer. */

/** One step of a schema's history. Once released it is never edited. */
export interface Migration {
  /** Sorts in the order of application: `001`, `002` … */
  id: string;
  /** Human-readable. */
  description: string;
  /** Forward statements, one each. */
  up: string[];
  /** Statements that undo `up`; without them the migration cannot be rolled back. */
  down?: string[];
  /** When it was written; no part of the checksum. */
  createdAt: Date;
}

export interface MigrationOptions {
  /** Each migration in one transaction with its ledger row (default true). */
  useTransaction?: boolean;
  /** Compare the checksums of what is applied first (default true). */
  validateChecksums?: boolean;
  /** Run at most this many (default: all that are pending). */
  limit?: number;
  /** Say what would run and write nothing, not even the ledger (default false). */
  dryRun?: boolean;
}

export interface MigrationResult {
  migration: Migration;
  success: boolean;
  error?: string;
  executedAt: Date;
  /** Milliseconds. */
  executionTime: number;
}

export interface MigrationSummary {
  totalMigrations: number;
  appliedMigrations: number;
  pendingMigrations: number;
  pendingMigrationIds: string[];
  /** The id applied last; absent on a new database. */
  currentVersion?: string;
}

export interface ValidationResult {
  isValid: boolean;
  errors: string[];
  warnings: string[];
}

/** A row of the ledger. */
export interface AppliedMigration {
  id: string;
  description: string;
  appliedAt: Date;
  /** Milliseconds. */
  executionTime: number;
  /** Lower-case hex SHA-256, chained with the one before; `'manual'` marks a hand-made row. */
  checksum: string;
}

/** A change of the ledger that goes with a migration's statements. */
export type LedgerChange =
  | { kind: 'apply'; row: Omit<AppliedMigration, 'appliedAt' | 'executionTime'> }
  | { kind: 'revert'; id: string }
  | { kind: 'checksum'; id: string; checksum: string };

/** Statements and the ledger change that must happen together. */
export interface MigrationStep {
  statements: readonly string[];
  change: LedgerChange;
  /** The newest id that the ledger must still hold when the step starts; null: it must be empty. */
  expectedLast: string | null;
  /** False: statements run one by one, for those that no transaction may hold. */
  transaction: boolean;
}

/** How a ledger is created. */
export interface LedgerOptions {
  /** Tables of ours may be there without a ledger (default false). */
  adopt?: boolean;
  /** Only refuse what is to be refused: write nothing (default false). */
  dryRun?: boolean;
}

/** What the engine needs of a database. One implementation per driver. */
export interface MigrationDatabase {
  /**
   * Creates the ledger where it is missing. Refuses a namespace that holds somebody else's tables.
   * @throws MigrationError `foreign_tables`
   */
  createLedger(options?: LedgerOptions): Promise<void>;
  /**
   * The ledger by id; empty also where there is none yet. Writes nothing.
   * @throws MigrationError `foreign_tables` when somebody else's table has the ledger's name
   */
  readLedger(): Promise<AppliedMigration[]>;
  /**
   * Runs a step under the lock that all migrators share.
   * @returns false when the ledger's newest id was not `expectedLast`: another process was faster, and nothing ran
   * here, save for statements that no transaction holds
   */
  run(step: MigrationStep): Promise<boolean>;
}
