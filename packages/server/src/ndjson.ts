/** Lines of JSON, gathered into pieces that are worth sending. */

/** Content type of lines of JSON. */
export const NDJSON = 'application/x-ndjson';

/** How many characters are gathered. */
const ENOUGH = 65_536;

/** The lines, each ended by a line break, many at once. */
export async function* gatherLines(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let gathered = '';
  for await (const line of lines) {
    gathered += `${line}\n`;
    if (gathered.length < ENOUGH) continue;
    yield gathered;
    gathered = '';
  }
  if (gathered !== '') yield gathered;
}
