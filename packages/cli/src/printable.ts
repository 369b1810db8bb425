/** Texts of other people, made safe to show on a terminal. */

/** A control character, with what follows where it sets a colour; or one that turns the direction of writing. */
const UNSAFE = /\p{Cc}(?:\[[\d;]*m)?|[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * The text with control characters spelled out, so that what somebody stored cannot move a terminal's cursor or hide a
 * line. Line breaks and tabs stay, and so do colours where they are wanted.
 */
export function printable(text: string, { colors }: { colors: boolean }): string {
  return text.replace(UNSAFE, (match) => {
    const [first = ''] = match;
    if (first === '\n' || first === '\t') return match;
    if (colors && match.length > 1 && first === '\u001b') return match;
    return `\\u${first.charCodeAt(0).toString(16).padStart(4, '0')}${match.slice(1)}`;
  });
}
