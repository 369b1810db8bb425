/** Where a store keeps its data, read from its url. */
import { resolve } from 'node:path';
import { ValidationError } from '@agent-versions/core';
import type { Client } from '@libsql/client';

/** The name of a database that lives in this process's memory. */
export const MEMORY = ':memory:';

/** A server. */
export interface RemotePlace {
  readonly kind: 'remote';
  readonly url: string;
  readonly authToken: string | undefined;
}

/**
 * Where a replica's reads come from: `current`, the primary, like its writes; `may-lag`, the file, which is as old as
 * its last sync, but never older than this store's own writes.
 */
export type ReplicaReads = 'current' | 'may-lag';

/** A file that follows a server. */
export interface ReplicaPlace {
  readonly kind: 'replica';
  readonly path: string;
  readonly primary: RemotePlace;
  /** Seconds; undefined where nothing is synced unasked. */
  readonly syncInterval: number | undefined;
  readonly reads: ReplicaReads;
}

/** A database, and the way to it. */
export type Place =
  | { readonly kind: 'local'; readonly path: string }
  | RemotePlace
  | ReplicaPlace
  | { readonly kind: 'client'; readonly client: Client };

/** What frames are fetched by; statements also go over a WebSocket. */
const SYNC_SCHEMES = ['libsql:', 'https:', 'http:'];
const REMOTE_SCHEMES = [...SYNC_SCHEMES, 'wss:', 'ws:'];

/**
 * Reads a url. Relative file names are of the folder that is current now, whatever becomes current later.
 * @throws ValidationError when it is none, or of a kind that the store does not know
 */
export function readUrl(url: string, authToken: string | undefined): Place {
  if (url === MEMORY || url === `file:${MEMORY}`) return { kind: 'local', path: MEMORY };
  if (/^file:/i.test(url)) return { kind: 'local', path: readFileUrl(url) };
  return readRemoteUrl({ path: 'url', text: url, authToken, schemes: REMOTE_SCHEMES });
}

/**
 * Reads the url of a replica's file, and that of the server it follows.
 * @throws ValidationError when either is none, or of another kind
 */
export function readReplicaPlace(input: {
  url: string;
  syncUrl: string;
  authToken: string | undefined;
  syncInterval: number | undefined;
  reads: ReplicaReads | undefined;
}): ReplicaPlace {
  const { url, syncUrl, authToken, syncInterval, reads = 'current' } = input;
  const file = readUrl(url, undefined);
  if (file.kind !== 'local' || file.path === MEMORY) throw refuse('url', 'must be a file where there is a syncUrl');
  const primary = readRemoteUrl({ path: 'syncUrl', text: syncUrl, authToken, schemes: SYNC_SCHEMES });
  return { kind: 'replica', path: file.path, primary, syncInterval, reads };
}

/** Names a place in errors: never with credentials. */
export function describePlace(place: Place): string {
  if (place.kind === 'local') return place.path;
  if (place.kind === 'client') return 'the injected client';
  return new URL(place.kind === 'replica' ? place.primary.url : place.url).host;
}

function readFileUrl(url: string): string {
  const [, authority, path = ''] = /^file:(?:\/\/([^/?#]*))?(.*)$/is.exec(url) ?? [];
  if (authority && authority.toLowerCase() !== 'localhost') {
    throw refuse('url', 'a file on another host cannot be opened: use file:/absolute/path or file:relative/path');
  }
  if (/[?#]/.test(path))
    throw refuse('url', 'a file url takes no ? or #: write them as %3F and %23 where they are of the name');
  const decoded = decode(path);
  if (decoded === '' || decoded.includes('\0')) throw refuse('url', 'names no file');
  return resolve(/^\/[A-Za-z]:/.test(decoded) ? decoded.slice(1) : decoded); // file:///C:/agents.db
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw refuse('url', 'has a % that is no escape: write it as %25');
  }
}

/** The token is taken out of the url, so that no message ever shows it. */
function readRemoteUrl(input: {
  /** The option that it is. */
  path: string;
  text: string;
  authToken: string | undefined;
  schemes: readonly string[];
}): RemotePlace {
  const { path, text, authToken, schemes } = input;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !schemes.includes(url.protocol)) {
    throw refuse(
      path,
      `must start with ${path === 'url' ? `file:, ${schemes.join(', ')}, or be ${MEMORY}` : schemes.join(', ')}`,
    );
  }
  if (url.host === '') throw refuse(path, 'names no host');
  if (url.username || url.password) throw refuse(path, 'takes no user name and password: use authToken');
  const token = url.searchParams.get('authToken') ?? authToken;
  url.searchParams.delete('authToken');
  for (const key of url.searchParams.keys()) {
    if (key !== 'tls') throw refuse(path, `has the parameter ${JSON.stringify(key)}, which is not known`);
  }
  return { kind: 'remote', url: url.href, authToken: token };
}

function refuse(path: string, message: string): ValidationError {
  return new ValidationError([{ path, message }]);
}
