/** Every shared statement with typical input, for the tests that look at a database's plans. */
import type { Sql } from 'sql-template-tag';
import type { Dialect } from '../src/dialect';
import * as agents from '../src/statements/agents';
import * as labels from '../src/statements/labels';
import * as versions from '../src/statements/versions';
import { evalsStatements } from './plans/evals';
import { memoryStatements } from './plans/memory';
import { observabilityStatements } from './plans/observability';
import { queriesStatements } from './plans/queries';
import { sessionsStatements } from './plans/sessions';
import { workflowsStatements } from './plans/workflows';
import { rowTime } from './row-time';
import { sampledHistoryStatements } from './sampled-history-statements';

/** The agent, version and label that the tests' data must hold. */
export const SAMPLE = { agentId: 'agent-50', versionId: 'version-50-50', label: 'label-50' } as const;

const move: labels.NewLabelMove = {
  ...SAMPLE,
  id: 'move-50-50',
  expected: 1,
  to: [{ versionId: SAMPLE.versionId, weight: 10_000 }],
  movedBy: null,
  reason: null,
};

const newVersion = {
  id: 'version-new',
  agentId: SAMPLE.agentId,
  versionNumber: null,
  expected: null,
  name: null,
  changedFields: null,
  changeMessage: null,
  createdBy: null,
  restoredFrom: null,
  idempotencyKey: 'key-new',
  contentHash: '0'.repeat(64),
  entryHash: '0'.repeat(64),
  createdAt: null,
  snapshot: '{}',
  record: null,
};

/** What an append goes on from, where it must be told. */
const place = { versionNumber: 101, previous: null, chainHash: '0'.repeat(64), createdAt: new Date(0) };

/** All statements, by name. */
export function sampledStatements(dialect: Dialect): Record<string, Sql> {
  const { agentId, versionId, label } = SAMPLE;
  const page = { agentId, offset: 40, limit: 20, includeSnapshot: true } as const;
  const lock = dialect.lockHead(versions.agentOfVersion(dialect, versionId));
  return {
    ...(lock ? { lockHead: lock } : {}),
    appendVersion: dialect.appendVersion(newVersion, { place, strict: false }),
    'appendVersion, with others after it': dialect.appendVersion(newVersion, { place, strict: true }),
    'appendVersion, with the record': dialect.appendVersion({ ...newVersion, record: 1 }, { place, strict: false }),
    'appendVersion, with a new record': dialect.appendVersion({ ...newVersion, record: 0 }, { place, strict: false }),
    selectAppendHead: versions.selectAppendHead(dialect, agentId),
    selectAppendObstacles: versions.selectAppendObstacles(dialect, { agentId, id: versionId, idempotencyKey: 'key' }),
    selectVersion: versions.selectVersion(dialect, versionId),
    selectVersions: versions.selectVersions(dialect, [versionId, 'version-1-1']),
    selectVersionByNumber: versions.selectVersionByNumber(dialect, { agentId, versionNumber: 50 }),
    selectLatestVersion: versions.selectLatestVersion(dialect, agentId),
    selectVersionByLabel: versions.selectVersionByLabel(dialect, { agentId, label }),
    selectVersionCount: versions.selectVersionCount(dialect, agentId),
    'selectVersionPage, by number': versions.selectVersionPage(dialect, {
      ...page,
      field: 'versionNumber',
      direction: 'DESC',
    }),
    'selectVersionPage, by number, first': versions.selectVersionPage(dialect, {
      ...page,
      offset: 0,
      field: 'versionNumber',
      direction: 'DESC',
    }),
    'selectVersionPage, by number, oldest first': versions.selectVersionPage(dialect, {
      ...page,
      field: 'versionNumber',
      direction: 'ASC',
    }),
    'selectVersionPage, by keyset': versions.selectVersionPage(dialect, {
      ...page,
      field: 'versionNumber',
      direction: 'DESC',
      before: 50,
    }),
    'selectVersionPage, by time': versions.selectVersionPage(dialect, {
      ...page,
      field: 'createdAt',
      direction: 'DESC',
    }),
    ...sampledHistoryStatements(dialect, SAMPLE),
    insertLabelMove: labels.insertLabelMove(dialect, move),
    upsertLabel: labels.upsertLabel(dialect, move.id),
    deleteLabelTargets: labels.deleteLabelTargets(dialect, move),
    insertLabelTargets: labels.insertLabelTargets(dialect, move.id),
    deleteLabel: labels.deleteLabel(dialect, move),
    followActiveLabel: agents.followActiveLabel(dialect, agentId),
    setActiveVersion: agents.setActiveVersion(dialect, { id: agentId, versionId, revision: 2 }),
    'selectLabels, all': labels.selectLabels(dialect, { agentId }),
    'selectLabels, one': labels.selectLabels(dialect, { agentId, label }),
    'selectHoldingLabels, of a version': labels.selectHoldingLabels(dialect, { versionId }),
    'selectHoldingLabels, of an agent': labels.selectHoldingLabels(dialect, { agentId }),
    'selectLabelMoves, all': labels.selectLabelMoves(dialect, { agentId, offset: 0, limit: 20 }),
    'selectLabelMoves, of a label': labels.selectLabelMoves(dialect, { agentId, label, offset: 0, limit: 20 }),
    insertAgent: agents.insertAgent(dialect, { id: 'agent-new', config: '{}', versionNumber: null, at: null }),
    saveConfig: agents.saveConfig(dialect, { id: agentId, config: '{}', versionNumber: 1, at: null, revision: 1 }),
    selectAgent: agents.selectAgent(dialect, agentId),
    updateAgent: agents.updateAgent(dialect, { id: agentId, revision: 1, createdAt: rowTime(dialect), config: '{}' }),
    deleteAgent: agents.deleteAgent(dialect, { id: agentId, expected: 1 }),
    'selectAgentPage, by creation': agents.selectAgentPage(dialect, {
      offset: 40,
      limit: 20,
      field: 'createdAt',
      direction: 'DESC',
    }),
    'selectAgentPage, by update': agents.selectAgentPage(dialect, {
      offset: 40,
      limit: 20,
      field: 'updatedAt',
      direction: 'ASC',
    }),
    ...memoryStatements(dialect),
    ...workflowsStatements(dialect),
    ...evalsStatements(dialect),
    ...observabilityStatements(dialect),
    ...sessionsStatements(dialect),
    ...queriesStatements(dialect),
  };
}
