/** Migrations: the engine, and what a database must offer it. */
export * from './migrator';
export * from './types';
