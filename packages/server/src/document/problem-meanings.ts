/** What each problem means, and what to do: where the `type` of a problem points. */
import type { ProblemCode } from '../schemas/types';

/** By code. */
export const PROBLEM_MEANINGS: Record<ProblemCode, string> = {
  invalid_input: 'The request is not what the route takes; issues names each fault and where it is. Nothing was done.',
  unauthorized: 'No key, or not one that is known. Send Authorization: Bearer and a key.',
  forbidden: 'The key does not allow this.',
  not_found: 'It is not there, or the key does not allow to know that it is.',
  conflict: 'What is there is not what was expected, or the name is taken. Read it again, merge, and repeat.',
  version_in_use: 'Labels point at the version. Move or remove them first.',
  migration: 'The database does not have the schema that the server needs. Run the migrations; the logs say more.',
  corrupt_row: 'Somebody else wrote to a table, or it is damaged. The logs say where.',
  unavailable: 'The database was not reached, or is too busy. Nothing was done: repeat it later.',
  outcome_unknown: 'It may have been done or not. Repeat it with the same Idempotency-Key, or look.',
  method_not_allowed: 'The route does not have this method; Allow lists those it has.',
  payload_too_large: 'The body is longer than the server takes.',
  unsupported_media_type: 'Bodies are JSON: send Content-Type: application/json.',
  rate_limited: 'Too many requests. Retry-After says how many seconds to wait.',
  internal: 'A fault of the server. Its logs have a line with the id that instance names.',
};
