/** Text like that of agents' instructions: headings, lists, sentences about work. */

const ROLES = ['support engineer', 'release manager', 'data analyst', 'code reviewer', 'travel planner', 'editor'];
const SUBJECTS = ['the customer', 'an order', 'the release branch', 'a failing test', 'the query plan', 'the invoice'];
const VERBS = ['check', 'summarise', 'compare', 'escalate', 'rewrite', 'confirm', 'schedule', 'measure', 'explain'];
const REASONS = [
  'because a wrong answer costs more than a slow one',
  'unless the user has already agreed in this conversation',
  'and quote the source with its date',
  'before you change anything that cannot be undone',
  'in at most three short sentences',
  'with the numbers that support it',
  'then ask whether that solved the problem',
];
const HEADINGS = [
  'When invoked',
  'Ground rules',
  'Tools',
  'Checklist',
  'Tone',
  'Escalation',
  'Output format',
  'Limits',
];
const NUMBERS = ['two', 'five', '30', '90 %', 'a week of', '1,000'];

/** At least `length` characters of it. */
export function agentText(random: () => number, length: number): string {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] as string;
  const parts: string[] = [];
  let size = 0;
  while (size < length) {
    const lines = Array.from(
      { length: 3 + Math.floor(random() * 5) },
      () => `- Always ${pick(VERBS)} ${pick(SUBJECTS)} against ${pick(NUMBERS)} earlier cases, ${pick(REASONS)}.`,
    );
    const intro = `You are a ${pick(ROLES)}. You ${pick(VERBS)} and ${pick(VERBS)} ${pick(SUBJECTS)} ${pick(REASONS)}.`;
    const part = `## ${pick(HEADINGS)}\n\n${intro}\n\n${lines.join('\n')}\n\n`;
    parts.push(part);
    size += part.length;
  }
  return parts.join('');
}
