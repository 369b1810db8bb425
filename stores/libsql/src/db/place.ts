/** Where a store keeps its data, read from its url. */
import { resolve } from 'node:path';
import { ValidationError } from '@agent-versions/core';
import type { Client } from '@libsql/client';

/** The name of a database that lives in this process's memory. */
export const MEMORY = ':memory:';

/** A database, and the way to it. */
export type Place =
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'remote'; readonly url: string; readonly authToken: string | undefined }
  | { readonly kind: 'client'; readonly client: Client };

const REMOTE_SCHEMES = ['libsql:', 'https:', 'http:', 'wss:', 'ws:'];

/**
 * Reads a url. Relative file names are of the folder that is current now, whatever becomes current later.
 * @throws ValidationError when it is none, or of a kind that the store does not know
 */
export function readUrl(url: string, authToken: string | undefined): Place {
  if (url === MEMORY || url === `file:${MEMORY}`) return { kind: 'local', path: MEMORY };
  if (/^file:/i.test(url)) return { kind: 'local', path: readFileUrl(url) };
  return readRemoteUrl(url, authToken);
}

/** Names a place in errors: never with credentials. */
export function describePlace(place: Place): string {
  if (place.kind === 'local') return place.path;
  return place.kind === 'client' ? 'the injected client' : new URL(place.url).host;
}

function readFileUrl(url: string): string {
  const [, authority, path = ''] = /^file:(?:\/\/([^/?#]*))?(.*)$/is.exec(url) ?? [];
  if (authority && authority.toLowerCase() !== 'localhost') {
    throw refuse('a file on another host cannot be opened: use file:/absolute/path or file:relative/path');
  }
  if (/[?#]/.test(path))
    throw refuse('a file url takes no ? or #: write them as %3F and %23 where they are of the name');
  const decoded = decode(path);
  if (decoded === '' || decoded.includes('\0')) throw refuse('names no file');
  return resolve(/^\/[A-Za-z]:/.test(decoded) ? decoded.slice(1) : decoded); // file:///C:/agents.db
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw refuse('has a % that is no escape: write it as %25');
  }
}

/** The token is taken out of the url, so that no message ever shows it. */
function readRemoteUrl(text: string, authToken: string | undefined): Place {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !REMOTE_SCHEMES.includes(url.protocol)) {
    throw refuse(`must start with file:, ${REMOTE_SCHEMES.join(', ')}, or be ${MEMORY}`);
  }
  if (url.host === '') throw refuse('names no host');
  if (url.username || url.password) throw refuse('takes no user name and password: use authToken');
  const token = url.searchParams.get('authToken') ?? authToken;
  url.searchParams.delete('authToken');
  for (const key of url.searchParams.keys()) {
    if (key !== 'tls') throw refuse(`has the parameter ${JSON.stringify(key)}, which is not known`);
  }
  return { kind: 'remote', url: url.href, authToken: token };
}

function refuse(message: string): ValidationError {
  return new ValidationError([{ path: 'url', message }]);
}
