/** The keys that callers of the server show, from a file or the environment. */
import { ValidationError } from '@agent-versions/core';
import type { Authenticate, BearerKey } from '@agent-versions/server';
import type { CliContext } from './context';
import { readJsonObject } from './read-json';

/** The variable that holds what a file of keys would. */
export const KEYS_VARIABLE = 'AGENT_VERSIONS_KEYS';

/**
 * Knows callers by the keys of a JSON object: who has which, `{ "mira": "<key>", "ci": { "hash": "…", "readOnly": true } }`,
 * or a list of such keys. Undefined where neither a file nor the variable is given.
 * @throws ValidationError when it is no such object, or a key is none
 */
export async function readKeys(cli: CliContext, file: string | undefined): Promise<Authenticate | undefined> {
  const text = cli.env[KEYS_VARIABLE];
  if (file === undefined && !text) return undefined;
  const owners = file === undefined ? parse(text as string) : await readJsonObject(cli, file);
  const { bearerKeys } = await import('@agent-versions/server');
  return bearerKeys(Object.entries(owners).flatMap(([id, keys]) => [keys].flat().map((key) => bearerKey(id, key))));
}

function bearerKey(id: string, key: unknown): BearerKey {
  return typeof key === 'object' && key !== null ? { ...key, id } : { id, key: key as string };
}

/** Never with the text in the message: it holds keys. */
function parse(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ValidationError([{ path: KEYS_VARIABLE, message: 'must be a JSON object: who has which key' }]);
}
