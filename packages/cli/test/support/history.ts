/** An agent with a short history, made by commands. */
import { emptyFolder } from './folder';
import { runInFolder } from './run';

/** Its first version. */
export const FIRST = {
  model: 'gpt-4o',
  instructions: 'Be brief.',
  tools: [{ name: 'search', limit: 5 }, { name: 'mail' }],
};

/** What its second version changes. */
export const SECOND = {
  instructions: 'Be kind.',
  tools: [{ name: 'search', limit: 9 }, { name: 'files' }],
  temperature: 0.2,
};

/**
 * A folder whose agent `support` has three versions: {@link FIRST}, which is active, {@link SECOND} on top, labelled
 * `staging`, and one named `Tidy` without a model.
 */
export async function folderWithHistory(): Promise<string> {
  const cwd = await emptyFolder();
  const steps: [string[], object?][] = [
    [['agents', 'create', 'support', '-'], FIRST],
    [['save', 'support', '-', '-m', 'Kinder', '--label', 'staging'], SECOND],
    [['save', 'support', '--remove', 'model', '--name', 'Tidy']],
    [['activate', 'support', '1']],
  ];
  for (const [argv, input] of steps) {
    const { code, stderr } = await runInFolder([...argv, '--as', 'mira'], {
      cwd,
      stdin: JSON.stringify(input ?? null),
    });
    if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr}`);
  }
  return cwd;
}
