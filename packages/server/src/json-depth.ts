/** How deep JSON goes, found out before anything is made of it: parsing costs most where it is deepest. */

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const OPENING = [...'[{'].map((character) => character.charCodeAt(0));
const CLOSING = [...']}'].map((character) => character.charCodeAt(0));

/** Whether there are more than `levels` of arrays and objects in each other; of what is no JSON it says nothing. */
export function isDeeperThan(json: Uint8Array, levels: number): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] as number;
    if (byte === QUOTE) inText = !inText;
    else if (inText) at += Number(byte === BACKSLASH);
    else if (OPENING.includes(byte)) depth += 1;
    else if (CLOSING.includes(byte)) depth -= 1;
    if (depth > levels) return true;
  }
  return false;
}
