/** A JSON object out of a file or standard input. */
import { type AgentConfig, STORABLE_CEILINGS, ValidationError } from '@agent-versions/core';
import type { CliContext } from './context';
import { withInput } from './read-input';

/**
 * The object that a file holds, or standard input where `source` is `-`.
 * @throws ValidationError when it is no JSON object, or larger than any that can be stored
 * @throws Error of the file system when the file cannot be read
 */
export function readJsonObject(cli: CliContext, source: string): Promise<AgentConfig> {
  return withInput(cli, source, async ({ name, chunks }) => {
    const refuse = (message: string, cause?: unknown): never => {
      throw new ValidationError([{ path: name, message }], { cause });
    };
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of chunks) {
      const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      bytes += part.length;
      if (bytes > STORABLE_CEILINGS.maxBytes) refuse(`must be at most ${STORABLE_CEILINGS.maxBytes} bytes`);
      parts.push(part);
    }
    const value = parse(parts, refuse);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('must hold a JSON object');
    return value as AgentConfig;
  });
}

function parse(parts: readonly Uint8Array[], refuse: (message: string, cause: unknown) => never): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)));
  } catch (cause) {
    return refuse(`is not JSON: ${(cause as Error).message}`, cause);
  }
}
