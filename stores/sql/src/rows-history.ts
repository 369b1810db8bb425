/** How rows of histories become records: heads, what is left of the deleted, and events. */
import {
  formatEventCursor,
  type HistoryEntry,
  type HistoryHead,
  present,
  type StoredEvent,
  TABLE_AGENT_VERSION_DELETIONS,
  TABLE_AGENT_VERSION_EVENTS,
  TABLE_AGENT_VERSION_HEADS,
  type VersionDeletion,
} from '@agent-versions/core';
import type { SqlRow } from './database';
import type { Dialect } from './dialect';
import { RowReader, readVersion } from './rows';

/** Where a history stands. */
export function readHistoryHead(dialect: Dialect, row: SqlRow): HistoryHead {
  const id = String(row.agentId);
  const reader = new RowReader({ dialect, table: TABLE_AGENT_VERSION_HEADS, row, id });
  return present({
    agentId: reader.text('agentId'),
    lastNumber: reader.integer('lastNumber'),
    headNumber: reader.integer('headNumber'),
    versionCount: reader.integer('versionCount'),
    chainHash: reader.optionalText('chainHash'),
    floorNumber: reader.integer('floorNumber'),
    floorHash: reader.optionalText('floorHash'),
  });
}

/** What is left of a deleted version. */
export function readVersionDeletion(dialect: Dialect, row: SqlRow): VersionDeletion {
  const id = `${row.agentId}/${row.versionNumber}`;
  const reader = new RowReader({ dialect, table: TABLE_AGENT_VERSION_DELETIONS, row, id });
  return present({
    agentId: reader.text('agentId'),
    versionNumber: reader.integer('versionNumber'),
    versionId: reader.text('versionId'),
    contentHash: reader.text('contentHash'),
    chainHash: reader.optionalText('chainHash'),
    changeMessage: reader.optionalText('changeMessage'),
    createdBy: reader.optionalText('createdBy'),
    createdAt: reader.time('createdAt'),
    deletedBy: reader.optionalText('deletedBy'),
    reason: reader.optionalText('reason'),
    deletedAt: reader.time('deletedAt'),
  });
}

/** One number of a history, from a row that has the columns of both kinds. */
export function readHistoryEntry(dialect: Dialect, row: SqlRow): HistoryEntry {
  return row.id == null
    ? { kind: 'deletion', deletion: readVersionDeletion(dialect, row) }
    : { kind: 'version', version: readVersion(dialect, row) };
}

/** An event, told as its payload says. Its place comes as text: it may be beyond what a double holds. */
export function readStoredEvent(dialect: Dialect, row: SqlRow): StoredEvent {
  const id = `${row.transactionId}.${row.position}`;
  const reader = new RowReader({ dialect, table: TABLE_AGENT_VERSION_EVENTS, row, id });
  const event = {
    ...reader.object('payload'),
    type: reader.text('type'),
    agentId: reader.text('agentId'),
    at: reader.time('at'),
    cursor: formatEventCursor({
      transactionId: BigInt(reader.text('transactionId')),
      position: BigInt(reader.text('position')),
    }),
  };
  return event as StoredEvent; // what a payload holds follows from the type: the store wrote both
}
