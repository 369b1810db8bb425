/** Every call that takes an id, a label, a text, a number or a page, and the path under which it refuses a wrong one. */
import type { StoreUnderTest } from '../store-under-test';

/** A call with one argument left open. */
export interface OpenCall<T> {
  /** Makes it. */
  call(value: T): Promise<unknown>;
  /** Where its ValidationError finds the fault. */
  path: string;
}

/** The calls that take an id. */
export function idCalls({ agents, versions }: StoreUnderTest, agentId: string): OpenCall<string>[] {
  const snapshot = {};
  return [
    { call: (id) => agents.createAgent({ id }), path: 'id' },
    { call: (id) => agents.getAgent(id), path: 'id' },
    { call: (id) => agents.updateAgent({ id }), path: 'id' },
    { call: (id) => agents.deleteAgent(id), path: 'id' },
    { call: (id) => versions.createVersion({ id, agentId, snapshot }), path: 'id' },
    { call: (id) => versions.createVersion({ agentId: id, snapshot }), path: 'agentId' },
    { call: (id) => versions.createVersion({ agentId, snapshot, restoredFrom: id }), path: 'restoredFrom' },
    { call: (id) => versions.createVersion({ agentId, snapshot, idempotencyKey: id }), path: 'idempotencyKey' },
    { call: (id) => versions.getVersion(id), path: 'id' },
    { call: (id) => versions.getVersions(['a', id]), path: 'ids[1]' },
    { call: (id) => versions.getVersionByNumber(id, 1), path: 'agentId' },
    { call: (id) => versions.getLatestVersion(id), path: 'agentId' },
    { call: (id) => versions.listVersions({ agentId: id }), path: 'agentId' },
    { call: (id) => versions.deleteVersion(id), path: 'id' },
    { call: (id) => versions.deleteVersionsByAgentId(id), path: 'agentId' },
    { call: (id) => versions.countVersions(id), path: 'agentId' },
    { call: (id) => versions.setLabel({ agentId: id, label: 'a', versionId: 'v' }), path: 'agentId' },
    { call: (id) => versions.setLabel({ agentId, label: 'a', versionId: id }), path: 'versionId' },
    { call: (id) => versions.removeLabel({ agentId: id, label: 'a' }), path: 'agentId' },
    { call: (id) => versions.listLabels(id), path: 'agentId' },
    { call: (id) => versions.getVersionByLabel(id, 'a'), path: 'agentId' },
    { call: (id) => versions.listLabelMoves({ agentId: id }), path: 'agentId' },
    { call: (id) => agents.replaceAgent({ id, config: {}, expected: 'none', versionNumber: 1 }), path: 'id' },
    { call: (id) => agents.setActiveVersion({ id, revision: 1 }), path: 'id' },
    ...historyIdCalls(versions, agentId),
  ];
}

function historyIdCalls(versions: StoreUnderTest['versions'], agentId: string): OpenCall<string>[] {
  return [
    { call: (id) => versions.findVersions({ agentId: id, selector: { ancestor: 0 } }), path: 'agentId' },
    { call: (id) => versions.findVersions({ agentId, selector: { ancestor: 0 }, known: [id] }), path: 'known[0]' },
    { call: (id) => versions.pruneVersions({ agentId: id, through: 1 }), path: 'agentId' },
    { call: (id) => versions.deleteHistory({ agentId: id }), path: 'agentId' },
    { call: (id) => versions.redactVersion({ agentId: id, versionId: 'v' }), path: 'agentId' },
    { call: (id) => versions.redactVersion({ agentId, versionId: id }), path: 'versionId' },
    { call: (id) => versions.getHead(id), path: 'agentId' },
    { call: (id) => versions.listHistory({ agentId: id }), path: 'agentId' },
    { call: (id) => versions.importLabelMoves({ agentId: id, moves: [] }), path: 'agentId' },
  ];
}

/** The calls that take a label. */
export function labelCalls({ versions }: StoreUnderTest, agentId: string): OpenCall<string>[] {
  return [
    { call: (label) => versions.setLabel({ agentId, label, versionId: 'v' }), path: 'label' },
    { call: (label) => versions.removeLabel({ agentId, label }), path: 'label' },
    { call: (label) => versions.getVersionByLabel(agentId, label), path: 'label' },
    { call: (label) => versions.listLabelMoves({ agentId, label }), path: 'label' },
    { call: (label) => versions.createVersion({ agentId, snapshot: {}, labels: ['a', label] }), path: 'labels[1]' },
    {
      call: (label) => versions.findVersions({ agentId, selector: { label, at: new Date(0) } }),
      path: 'selector.label',
    },
  ];
}

/** The calls that take a text. */
export function textCalls({ agents, versions }: StoreUnderTest, agentId: string): OpenCall<string>[] {
  const version = { agentId, snapshot: {} };
  const move = { agentId, label: 'a' };
  return [
    { call: (name) => versions.createVersion({ ...version, name }), path: 'name' },
    { call: (changeMessage) => versions.createVersion({ ...version, changeMessage }), path: 'changeMessage' },
    { call: (createdBy) => versions.createVersion({ ...version, createdBy }), path: 'createdBy' },
    { call: (field) => versions.createVersion({ ...version, changedFields: ['a', field] }), path: 'changedFields[1]' },
    { call: (movedBy) => versions.setLabel({ ...move, versionId: 'v', movedBy }), path: 'movedBy' },
    { call: (reason) => versions.setLabel({ ...move, versionId: 'v', reason }), path: 'reason' },
    { call: (movedBy) => versions.removeLabel({ ...move, movedBy }), path: 'movedBy' },
    { call: (reason) => versions.removeLabel({ ...move, reason }), path: 'reason' },
    { call: (field) => agents.updateAgent({ id: agentId, remove: ['a', field] }), path: 'remove[1]' },
    { call: (deletedBy) => versions.deleteVersion('v', { deletedBy }), path: 'deletedBy' },
    { call: (reason) => versions.deleteVersionsByAgentId(agentId, { reason }), path: 'reason' },
    { call: (deletedBy) => versions.pruneVersions({ agentId, through: 1, deletedBy }), path: 'deletedBy' },
    { call: (reason) => versions.deleteHistory({ agentId, reason }), path: 'reason' },
    { call: (redactedBy) => versions.redactVersion({ agentId, versionId: 'v', redactedBy }), path: 'redactedBy' },
    { call: (reason) => versions.redactVersion({ agentId, versionId: 'v', reason }), path: 'reason' },
  ];
}

/** The calls that take a version number, a revision or a page. */
export function numberCalls({ agents, versions }: StoreUnderTest, agentId: string): OpenCall<number>[] {
  const move = { agentId, label: 'a' };
  const replacement = { id: agentId, config: {}, expected: 'none' as const, versionNumber: 1 };
  return [
    {
      call: (versionNumber) => versions.createVersion({ agentId, snapshot: {}, versionNumber }),
      path: 'versionNumber',
    },
    { call: (expected) => versions.createVersion({ agentId, snapshot: {}, expected }), path: 'expected' },
    { call: (number) => versions.getVersionByNumber(agentId, number), path: 'versionNumber' },
    { call: (before) => versions.listVersions({ agentId, before }), path: 'before' },
    { call: (page) => versions.listVersions({ agentId, page }), path: 'page' },
    { call: (page) => versions.listLabelMoves({ agentId, page }), path: 'page' },
    { call: (page) => agents.listAgents({ page }), path: 'page' },
    { call: (expected) => versions.setLabel({ ...move, versionId: 'v', expected }), path: 'expected' },
    { call: (expected) => versions.removeLabel({ ...move, expected }), path: 'expected' },
    { call: (expected) => agents.updateAgent({ id: agentId, expected }), path: 'expected' },
    { call: (expected) => agents.deleteAgent(agentId, { expected }), path: 'expected' },
    {
      call: (expected) => versions.createVersion({ agentId, snapshot: {}, record: { expected } }),
      path: 'record.expected',
    },
    {
      call: (versionNumber) => versions.findVersions({ agentId, selector: { versionNumber } }),
      path: 'selector.versionNumber',
    },
    { call: (through) => versions.pruneVersions({ agentId, through }), path: 'through' },
    { call: (expected) => versions.deleteHistory({ agentId, record: { expected } }), path: 'record.expected' },
    { call: (lastNumber) => versions.deleteHistory({ agentId, lastNumber }), path: 'lastNumber' },
    { call: (expected) => agents.replaceAgent({ ...replacement, expected }), path: 'expected' },
    { call: (versionNumber) => agents.replaceAgent({ ...replacement, versionNumber }), path: 'versionNumber' },
    { call: (revision) => agents.setActiveVersion({ id: agentId, revision }), path: 'revision' },
  ];
}

/** The calls that take the size of a page. */
export function perPageCalls(
  { agents, versions }: StoreUnderTest,
  agentId: string,
): ((perPage: number) => Promise<unknown>)[] {
  return [
    (perPage) => versions.listVersions({ agentId, perPage }),
    (perPage) => versions.listVersions({ agentId, perPage, before: 5 }),
    (perPage) => versions.listLabelMoves({ agentId, perPage }),
    (perPage) => agents.listAgents({ perPage }),
  ];
}
