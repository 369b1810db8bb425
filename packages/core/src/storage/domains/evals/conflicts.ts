/** The conflicts of the domain `evals`, told alike by every store. */
import { requireSameRecord } from '../../same-record';
import type { PreparedEval } from './input';
import type { EvalRecord } from './records';

/**
 * A score that is there under the id must be the one that is given.
 * @throws ConflictError when it is another
 */
export function requireSameEval(stored: EvalRecord, { given }: PreparedEval): void {
  const { createdAt, ...fields } = given;
  requireSameRecord({ entity: 'eval', id: given.id, stored, given: createdAt ? given : fields });
}
