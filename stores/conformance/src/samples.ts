/** Agents and versions to test with. */
import { randomUUID } from 'node:crypto';
import type { AgentConfig, AgentVersion, AgentVersionsStorage, CreateVersionInput } from '@agent-versions/core';

/** What the ids look like that stores make: a ULID. */
export const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** The SHA-256 of anything, in lower-case hex. */
export const SHA_256 = /^[0-9a-f]{64}$/;

/** An id that nobody used before. */
export function freshId(kind = 'agent'): string {
  return `${kind}-${randomUUID()}`;
}

/** A configuration as frameworks write them; each `edit` differs. */
export function sampleConfig(edit = 1): AgentConfig {
  return {
    name: 'Weather desk',
    description: null,
    instructions: `Answer in one paragraph. Edit ${edit}.`,
    model: { provider: 'openai', name: 'gpt-4o', temperature: 0.2 },
    tools: { forecast: { days: [1, 3, 7] }, alerts: {} },
    metadata: { edit, tags: ['weather', ''], owner: { team: 'desk', seats: 0 } },
  };
}

/** Appends versions one after another: sample configurations unless told otherwise. */
export async function appendVersions(
  versions: AgentVersionsStorage,
  input: { agentId: string; count: number; each?: (edit: number) => Partial<CreateVersionInput> },
): Promise<AgentVersion[]> {
  const made: AgentVersion[] = [];
  for (let edit = 1; edit <= input.count; edit += 1) {
    const { agentId, each } = input;
    made.push(await versions.createVersion({ agentId, snapshot: sampleConfig(edit), ...each?.(edit) }));
  }
  return made;
}

/** Compares texts as every store orders them: by their UTF-8 bytes. */
export function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** `1 … count`. */
export function countTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** The configuration within a record, told apart by names that are written out here: core's own list may be wrong. */
export function configOf(record: object): AgentConfig {
  const { id, activeVersionId, versionNumber, revision, createdAt, updatedAt, ...config } = record as AgentConfig;
  return config;
}
