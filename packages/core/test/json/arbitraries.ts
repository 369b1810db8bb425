/** Random documents that every store can hold. */
import fc from 'fast-check';

/** Text of any code points but U+0000. */
const text = fc.string({ unit: 'binary' }).map((random) => random.replaceAll('\0', ''));

/** Keys, many of which an engine would reorder. */
const key = fc
  .oneof(text, fc.nat().map(String), fc.constantFrom('9', '10', '01', '-1', 'constructor', 'toJSON'))
  .filter((random) => random !== '__proto__');

const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((random) => !Number.isInteger(random) || Number.isSafeInteger(random));

/** Plain objects, as deep and as odd as fast-check makes them. */
export const documents: fc.Arbitrary<Record<string, unknown>> = fc.object({
  key,
  values: [fc.boolean(), fc.constant(null), text, number, fc.maxSafeInteger(), fc.date({ noInvalidDate: true })],
  maxDepth: 5,
  withNullPrototype: true,
});
