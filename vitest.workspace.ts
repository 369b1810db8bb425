/** The one test configuration: a project per folder, all on sources, no build first. */
import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { SummaryReporter } from './test/summary-reporter.ts';

/** The tests of one folder. */
function project(
  name: string,
  root: string,
  options: Pick<NonNullable<TestProjectInlineConfiguration['test']>, 'include' | 'exclude' | 'globalSetup'> = {},
): TestProjectInlineConfiguration {
  return { extends: true, test: { name, root, include: ['test/**/*.test.ts'], ...options } };
}

/** Tests of several stores at once. */
const TOGETHER = 'test/together/*.test.ts';

/** Starts a Postgres server, or finds the one that runs already, and tells the tests its url. */
const POSTGRES = { globalSetup: [`${import.meta.dirname}/test/global-setup.ts`] };

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      project('workspace', '.', { exclude: [...configDefaults.exclude, TOGETHER] }),
      project('together', '.', { include: [TOGETHER], ...POSTGRES }),
      project('core', 'packages/core'),
      project('sql', 'stores/sql'),
      project('libsql', 'stores/libsql'),
      project('pg', 'stores/pg', POSTGRES),
      project('conformance', 'stores/conformance'),
      project('server', 'packages/server', POSTGRES),
      project('client-js', 'packages/client-js'),
      project('cli', 'packages/cli', POSTGRES),
      project('memory', 'packages/memory'),
      project('specification', 'examples/specification', POSTGRES),
      project('quickstart', 'examples/quickstart'),
      project('docs', 'docs', POSTGRES),
    ],
    reporters: ['default', new SummaryReporter()],
    // on two cores vitest would run one file at a time, while most of them wait for a server or a disk
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
