/** What rows of the domain `memory` hold, made anew for each caller. */
import { present } from '../../present';
import type { MessageRow, ResourceRow, ThreadRow } from './inmemory-tables';
import type { MastraDBMessage, StorageResourceType, StorageThreadType } from './records';

/** The thread that a row holds. */
export function readThreadRow(row: ThreadRow): StorageThreadType {
  const { id, resourceId, title } = row;
  return present({ id, resourceId, title, ...sharedFields(row) });
}

/** The message that a row holds. */
export function readMessageRow(row: MessageRow): MastraDBMessage {
  return present({ ...row, content: JSON.parse(row.content), createdAt: new Date(row.createdAt) });
}

/** The resource that a row holds. */
export function readResourceRow(row: ResourceRow): StorageResourceType {
  const { id, workingMemory } = row;
  return present({ id, workingMemory, ...sharedFields(row) });
}

function sharedFields({ metadata, createdAt, updatedAt }: ThreadRow | ResourceRow) {
  return {
    metadata: metadata === undefined ? undefined : JSON.parse(metadata),
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  };
}
