/** A vitest reporter whose last line counts the tests, for people in a hurry and for scripts: `N passed, N failed`. */
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

/** Counts when the run ends, prints when the process does: after the other reporters and every teardown. */
export class SummaryReporter implements Reporter {
  #passed = 0;
  #failed = 0;
  #skipped: string[] = [];

  onInit(): void {
    process.once('exit', (code) => this.#print(code));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    this.#passed = 0;
    this.#failed = unhandled.length;
    this.#skipped = [];
    for (const module of modules) this.#count(module);
  }

  #count(module: TestModule): void {
    this.#failed += module.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') this.#passed += 1;
      else if (state === 'skipped') this.#skipped.push(test.fullName);
      else this.#failed += 1;
    }
  }

  #print(code: number): void {
    for (const name of this.#skipped) console.log(`skipped: ${name}`);
    // a run that failed as a whole (a set-up that threw) has no failed test to show
    const failed = code === 0 ? this.#failed : Math.max(this.#failed, 1);
    console.log(`${this.#passed} passed, ${failed} failed`);
  }
}
