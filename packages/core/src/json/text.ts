/** What text every store can hold: well-formed Unicode without U+0000. */

/** Strings of Node 20 and later, which the language level of this project does not know of yet. */
type ModernString = string & { isWellFormed(): boolean };

/** What is wrong with `text`, or null. Postgres refuses both faults, and SQLite cuts text at U+0000. */
export function textFault(text: string): string | null {
  if (text.includes('\0')) return 'must not contain U+0000';
  if (!(text as ModernString).isWellFormed()) return 'must be well-formed Unicode, without lone surrogates';
  return null;
}
