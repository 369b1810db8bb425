/** The statements of histories, deletions, imports and events with typical input, for the tests that look at plans. */
import type { Sql } from 'sql-template-tag';
import type { Dialect } from '../src/dialect';
import * as deletions from '../src/statements/deletions';
import * as events from '../src/statements/events';
import { selectNamedVersions } from '../src/statements/find';
import * as history from '../src/statements/history';
import * as imports from '../src/statements/import';
import * as moves from '../src/statements/import-moves';

/** What of the tests' data the statements speak of. */
export interface SampledRows {
  agentId: string;
  versionId: string;
  label: string;
}

const note = { deletedBy: 'ada', reason: null };
const range = { after: 10, through: 90, limit: 100 };

/** Those statements, by name. */
export function sampledHistoryStatements(dialect: Dialect, rows: SampledRows): Record<string, Sql> {
  return {
    ...finding(dialect, rows),
    ...deleting(dialect, rows),
    ...histories(dialect, rows),
    ...importing(dialect, rows),
    ...importingMoves(dialect, rows),
  };
}

function finding(dialect: Dialect, { agentId, versionId, label }: SampledRows): Record<string, Sql> {
  const known: string[] = [];
  const find = (selector: Parameters<typeof selectNamedVersions>[1]['selector']) =>
    selectNamedVersions(dialect, { agentId, selector, known });
  return {
    'selectNamedVersions, by id': find({ id: versionId }),
    'selectNamedVersions, by number': find({ versionNumber: 50 }),
    'selectNamedVersions, by place': find({ ancestor: 40 }),
    'selectNamedVersions, by key': find({ idempotencyKey: 'key' }),
    'selectNamedVersions, by label': find({ label }),
    'selectNamedVersions, by label then': find({ label, at: new Date() }),
    'selectNamedVersions, by name': find({ name: label }),
    'selectNamedVersions, known': selectNamedVersions(dialect, { agentId, selector: { label }, known: [versionId] }),
  };
}

function deleting(dialect: Dialect, { agentId, versionId }: SampledRows): Record<string, Sql> {
  const pruning = { ...range, agentId, before: new Date(), keepNamed: true };
  const victims = {
    'of an id': deletions.victimOfId(dialect, versionId),
    'of an agent': deletions.victimsOfAgent(dialect, agentId),
    'of a pruning': deletions.victimsOfPruning(dialect, pruning),
  };
  const named = Object.entries(victims).flatMap(([which, ids]) => [
    [`insertDeletions, ${which}`, deletions.insertDeletions(dialect, ids, note)],
    [`insertPrunedEvent, ${which}`, deletions.insertPrunedEvent(dialect, ids, note)],
    [`deleteVersions, ${which}`, deletions.deleteVersions(dialect, ids)],
  ]);
  return { ...Object.fromEntries(named), selectPrunable: deletions.selectPrunable(dialect, pruning) };
}

function histories(dialect: Dialect, { agentId, versionId }: SampledRows): Record<string, Sql> {
  const deletion = { agentId, expected: 1, lastNumber: 100, withRecord: true };
  const after = { transactionId: 0n, position: 5000n };
  return {
    selectHead: history.selectHead(dialect, agentId),
    selectHeads: history.selectHeads(dialect, { after: agentId, limit: 100 }),
    selectHistory: history.selectHistory(dialect, { agentId, after: 50, limit: 100 }),
    selectRecordRevision: history.selectRecordRevision(dialect, agentId),
    insertAgentDeletedEvent: history.insertAgentDeletedEvent(dialect, deletion, note),
    ...Object.fromEntries(
      history.deleteHistory(dialect, deletion).map((statement, index) => [`deleteHistory, ${index}`, statement]),
    ),
    raiseFloor: history.raiseFloor(dialect, deletion),
    forgetActiveVersion: history.forgetActiveVersion(dialect, deletion),
    deleteRecord: history.deleteRecord(dialect, deletion),
    redactVersion: history.redactVersion(dialect, { agentId, versionId, redactedBy: 'ada', reason: null }),
    'selectEvents, all': events.selectEvents(dialect, { after, limit: 100, agentId: undefined }),
    'selectEvents, of an agent': events.selectEvents(dialect, { after, limit: 100, agentId }),
    deleteEvents: events.deleteEvents(dialect, after),
  };
}

function importing(dialect: Dialect, { agentId, versionId }: SampledRows): Record<string, Sql> {
  const advance = { agentId, expected: 100, lastNumber: 200, headNumber: 200, versionCount: 100 };
  return {
    advanceHead: imports.advanceHead(dialect, { ...advance, chainHash: null, floorNumber: 0, floorHash: null }),
    insertVersions: imports.insertVersions(dialect, '[]'),
    insertImportedDeletions: imports.insertImportedDeletions(dialect, '[]'),
    selectImportObstacles: imports.selectImportObstacles(dialect, {
      agentId,
      ids: [versionId],
      idempotencyKeys: ['key'],
    }),
  };
}

function importingMoves(dialect: Dialect, { agentId, versionId, label }: SampledRows): Record<string, Sql> {
  return {
    selectKnownMoves: moves.selectKnownMoves(dialect, { agentId, places: JSON.stringify([{ label, revision: 1 }]) }),
    insertMoves: moves.insertMoves(dialect, { agentId, rows: '[]' }),
    deleteLabels: moves.deleteLabels(dialect, { agentId, names: [label] }),
    insertLabels: moves.insertLabels(dialect, { ids: ['move-50-50'], more: false }),
    insertLabelsBeforeMore: moves.insertLabels(dialect, { ids: ['move-50-50'], more: true }),
    insertTargets: moves.insertTargets(dialect, { ids: ['move-50-50'], more: false }),
    insertTargetsBeforeMore: moves.insertTargets(dialect, { ids: ['move-50-50'], more: true }),
    selectMovesById: moves.selectMovesById(dialect, ['move-50-50']),
    selectOwnVersions: moves.selectOwnVersions(dialect, { agentId, ids: [versionId] }),
  };
}
