/** Clients of `@libsql/client`: how one is made for a server, and what must be known of one that was handed in. */
import { UnavailableError, ValidationError } from '@agent-versions/core';
import { type Client, createClient, type InStatement } from '@libsql/client';
import type { Statement } from './driver';
import { readFailure } from './failure';
import type { RemotePlace } from './place';
import { bindValues } from './values';

/**
 * A client for a server. Requests are given up when their time is over, so that their sockets are free again.
 * @throws ValidationError when the client does not take the url
 */
export function createRemoteClient(place: RemotePlace, requestTimeout: number): Client {
  const { url, authToken } = place;
  const fetchInTime = (request: Request) => fetch(request, { signal: AbortSignal.timeout(requestTimeout) });
  try {
    return createClient({ url, authToken, fetch: fetchInTime });
  } catch (error) {
    // the cause stays out: it repeats what it was given
    throw new ValidationError([{ path: 'url', message: `does not suit the client (${readFailure(error).code})` }]);
  }
}

/**
 * Whether an injected client leads to a file, which other processes may keep busy. Asking takes no lock.
 * @throws ValidationError when the client returns integers as text
 */
export async function leadsToFile(client: Client): Promise<boolean> {
  if (client.protocol !== 'file') return false;
  const [databases, probe] = await client.batch(['pragma database_list', 'select 1 as one'], 'read');
  if (typeof probe?.rows[0]?.one !== 'number') {
    throw new ValidationError([{ path: 'client', message: 'must have the intMode "number", which is the default' }]);
  }
  return databases?.rows.some(({ name, file }) => name === 'main' && Boolean(file)) ?? false;
}

/**
 * Makes a client's file keep what is acknowledged. The journal mode stays with the file; every connection syncs fully
 * unless told otherwise.
 */
export async function makeDurable(client: Client): Promise<void> {
  const { rows } = await client.execute('pragma journal_mode = wal');
  if (rows[0]?.journal_mode === 'wal') return;
  const message = 'The file of the injected client cannot keep a write-ahead log: is it on a network drive?';
  throw new UnavailableError({ message, retryable: false });
}

/** A statement as clients take it. */
export function toInStatement({ sql, values }: Statement): InStatement {
  return { sql, args: bindValues(values) };
}
