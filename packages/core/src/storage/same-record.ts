/** Records that are stored once: what saving one again under the same id means, and how many go into one call. */
import { isDeepStrictEqual } from 'node:util';
import { ConflictError, type Entity, ValidationError } from '../errors';
import { MAX_ISSUES } from '../json/issues';

/** The most records in one call. */
export const MAX_RECORDS = 1000;

/** The most bytes of canonical JSON in one call of several records; a single one may have what its limits allow. */
export const MAX_RECORDS_BYTES = 67_108_864;

/**
 * A record that is there already must be the one that is given: then saving it again, as a retry does, changes nothing.
 * `given` names the fields that the caller decided, as the domain's schema made them: one that is undefined must be
 * absent in what is stored, and one that the store fills in by itself is not named.
 * @throws ConflictError when a field differs: nothing is overwritten
 */
export function requireSameRecord(input: { entity: Entity; id: string; stored: object; given: object }): void {
  const { entity, id, stored, given } = input;
  const same = Object.entries(given).every(([field, value]) => isDeepStrictEqual(Reflect.get(stored, field), value));
  if (!same) throw new ConflictError({ entity, id, expected: 'none', actual: 'another record' });
}

/**
 * No record may be named twice in one call. `keys` tell the records of the list at `path` apart, in its order; `field`
 * is what names them.
 * @throws ValidationError with an issue for each that came before
 */
export function requireDistinct(keys: readonly string[], path: string, field = 'id'): void {
  const seen = new Set<string>();
  const issues = keys.flatMap((key, index) => {
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ path: `${path}[${index}].${field}`, message: 'occurs twice' }];
  });
  if (issues.length > 0) throw new ValidationError(issues.slice(0, MAX_ISSUES));
}

/**
 * Copies the records of a call one by one, and stops where they become too large together.
 * @throws ValidationError when they have more than {@link MAX_RECORDS_BYTES}, and whatever `copy` throws
 */
export function copyRecords<Given, Copy extends { texts: object }>(
  records: readonly Given[],
  { path, copy }: { path: string; copy: (record: Given, path: string) => Copy },
): Copy[] {
  let bytes = 0;
  return records.map((record, index) => {
    const copied = copy(record, `${path}[${index}]`);
    for (const text of Object.values(copied.texts)) bytes += text ? Buffer.byteLength(text) : 0;
    if (bytes > MAX_RECORDS_BYTES && records.length > 1) {
      const message = `must be at most ${MAX_RECORDS_BYTES} bytes of canonical JSON together`;
      throw new ValidationError([{ path, message }]);
    }
    return copied;
  });
}
