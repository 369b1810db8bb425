/** Migrations: the engine, and what a database must offer it. */
export * from './checksum';
export * from './migrator';
export * from './types';
