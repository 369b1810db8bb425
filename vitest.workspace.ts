/** The one test configuration: a project per folder, all on sources, no build first. */
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { SummaryReporter } from './test/summary-reporter.ts';

/** The tests of one folder. */
function project(name: string, root: string, globalSetup: string[] = []): TestProjectInlineConfiguration {
  return { extends: true, test: { name, root, globalSetup } };
}

/** Starts a Postgres server, or finds the one that runs already, and tells the tests its url. */
const POSTGRES = [`${import.meta.dirname}/test/global-setup.ts`];

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      project('workspace', '.'),
      project('core', 'packages/core'),
      project('sql', 'stores/sql'),
      project('libsql', 'stores/libsql'),
      project('pg', 'stores/pg', POSTGRES),
      project('conformance', 'stores/conformance'),
      project('quickstart', 'examples/quickstart'),
      project('docs', 'docs', POSTGRES),
    ],
    include: ['test/**/*.test.ts'],
    reporters: ['default', new SummaryReporter()],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
