/** How a test learns which Postgres to use: `test/global-setup.ts` provides its url. */
import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's connection string to a real Postgres. */
    pgUrl: string;
  }
}

/** A superuser's connection string to the Postgres of this run. */
export function postgresUrl(): string {
  return inject('pgUrl');
}
