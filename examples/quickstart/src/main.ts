/** The quickstart: what agent-versions does, on a LibSQL file, in one walk. */
import { readOptions } from './options';
import { runQuickstart } from './quickstart';

try {
  await runQuickstart(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`\nquickstart: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
