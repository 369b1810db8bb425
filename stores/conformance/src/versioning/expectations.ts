/** Saves that were all made from the same content of an agent, and say so: one of them may be made. */
import { type ExpectedFigures, judgeRound } from '../races/creators';
import { countTo, freshId } from '../samples';
import { type Caller, inTurn, resultOf } from './caller';

/** Lets savers that have seen one content hash change a field each at once: as saves alone, they would all be made. */
export async function raceExpectations(
  callers: readonly Caller[],
  input: { savers: number; rounds: number },
): Promise<ExpectedFigures> {
  const call = inTurn(callers, 0);
  const id = freshId();
  resultOf(await call('createAgent', { id }));
  const figures: ExpectedFigures = { rounds: input.rounds, winners: 0, wrongRounds: 0, wrongRefusals: 0 };
  for (const round of countTo(input.rounds)) {
    const { contentHash: expected } = resultOf(await call('current', id));
    const saves = countTo(input.savers).map((saver) =>
      inTurn(callers, saver + round)('save', id, { [`field${saver}`]: round }, { expected: { contentHash: expected } }),
    );
    const settled = await Promise.all(saves);
    const { contentHash: actual } = resultOf(await call('current', id));
    judgeRound(figures, settled, { code: 'conflict', entity: 'version', id, expected, actual });
  }
  return figures;
}
