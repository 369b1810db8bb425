/** Takes in one agent: its history, checked link by link, the moves of its labels, and its record. */
import { bringActiveAlong } from '../record';
import { HistoryImport } from './import-history';
import { MovesImport } from './import-moves';
import { planRecord } from './import-record';
import type { AgentLine, ImportWork } from './import-work';
import { type LineOf, type NumberedLine, refuseLine } from './read-lines';

/** Reads the lines of an agent to their end, and stores what is new of them. */
export async function importAgent(work: ImportWork, begin: AgentLine): Promise<void> {
  const { agentId } = begin.line;
  const action = { operation: 'importHistory', action: 'history.import', agentId } as const;
  await work.context.run(action, async (scope) => {
    const writeRecord = await planRecord(scope, begin);
    const history = await HistoryImport.begin({ work, scope, line: begin.line });
    const moves = new MovesImport({ work, scope, agentId, history });
    const end = await readAgent(work, { agentId, history, moves });
    history.compareWith(end);
    if (end.line.moves !== moves.count) refuseLine(end.number, `says ${end.line.moves} moves, not ${moves.count}`);
    await moves.flush(end.number);
    await writeRecord();
    if (!scope.shared && moves.count > 0) await bringActiveAlong(scope, agentId);
  });
}

/** Hands on all lines of an agent; returns the last one. */
async function readAgent(
  { reader }: ImportWork,
  input: { agentId: string; history: HistoryImport; moves: MovesImport },
): Promise<{ line: LineOf<'agentEnd'>; number: number }> {
  const { agentId, history, moves } = input;
  for (;;) {
    const numbered: NumberedLine = (await reader.next()).value;
    const { line, number } = numbered;
    if ('agentId' in line && line.agentId !== agentId) refuseLine(number, `is of another agent than "${agentId}"`);
    if (line.type === 'version' || line.type === 'deletion') await history.add({ ...numbered, line });
    else if (line.type === 'labelMove') await moves.add({ line, number });
    else if (line.type === 'agentEnd') return { line, number };
    else refuseLine(number, `comes before the end of agent "${agentId}"`);
  }
}
