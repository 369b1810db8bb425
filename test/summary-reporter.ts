/**
 * A vitest reporter for people in a hurry and for scripts: it ends with the names of the tests that failed, and why, and
 * a last line that counts, `N passed, N failed`.
 */
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

/** Counts when the run ends, prints when the process does: after the other reporters and every teardown. */
export class SummaryReporter implements Reporter {
  #passed = 0;
  #failures: string[] = [];
  #skipped: string[] = [];

  onInit(): void {
    process.once('exit', (code) => this.#print(code));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    this.#passed = 0;
    this.#failures = unhandled.map((error) => `unhandled: ${reasonOf([error])}`);
    this.#skipped = [];
    for (const module of modules) this.#count(module);
  }

  #count(module: TestModule): void {
    for (const error of module.errors()) this.#failures.push(`${placeOf(module)}: ${reasonOf([error])}`);
    for (const test of module.children.allTests()) {
      const { state, errors } = test.result();
      if (state === 'passed') this.#passed += 1;
      else if (state === 'skipped') this.#skipped.push(test.fullName);
      else this.#failures.push(`${placeOf(test.module)} > ${test.fullName}: ${reasonOf(errors)}`);
    }
  }

  #print(code: number): void {
    for (const name of this.#skipped) console.log(`skipped: ${name}`);
    for (const failure of this.#failures) console.log(`failed: ${failure}`);
    // a run that failed as a whole (a set-up that threw) has no failed test to show
    const failed = code === 0 ? this.#failures.length : Math.max(this.#failures.length, 1);
    console.log(`${this.#passed} passed, ${failed} failed`);
  }
}

function placeOf({ project, relativeModuleId }: TestModule): string {
  return `${project.name} ${relativeModuleId}`;
}

/** The first line of what went wrong. */
function reasonOf(errors: readonly { message: string }[] | undefined): string {
  return errors?.[0]?.message.split('\n', 1)[0] ?? 'no reason given';
}
