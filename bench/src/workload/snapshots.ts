/** Snapshots of a given size with the text of real agents, or text like it. */
import { readFileSync } from 'node:fs';
import { type AgentConfig, contentHash, toStorable } from '@agent-versions/core';
import { agentText } from './agent-text';
import { seededRandom } from './random';

/** A snapshot in every form that a side needs, so that no side makes it while it is measured. */
export interface SnapshotDocument {
  snapshot: AgentConfig;
  /** Its RFC 8785 form. */
  canonical: string;
  /** Of `canonical`. */
  contentHash: string;
}

/** How many different snapshots a history is made of. */
const DOCUMENTS = 64;

const bySize = new Map<number, SnapshotDocument[]>();

/** Documents of about `bytes` each. */
export function snapshotDocuments(bytes: number): SnapshotDocument[] {
  const made = bySize.get(bytes) ?? makeDocuments(bytes);
  bySize.set(bytes, made);
  return made;
}

/** Where the texts come from, for the report. */
export function snapshotSource(): string {
  return process.env.AGENT_HISTORIES ? 'the instructions of the agents in AGENT_HISTORIES' : 'generated agent text';
}

function makeDocuments(bytes: number): SnapshotDocument[] {
  const texts = instructionTexts(bytes);
  return Array.from({ length: DOCUMENTS }, (_, index) => {
    const config = agentConfig(index);
    const free = bytes - JSON.stringify(config).length;
    const snapshot = { ...config, instructions: texts(index).slice(0, free) };
    const { value, canonical } = toStorable(snapshot, { path: 'snapshot' });
    return { snapshot: value as AgentConfig, canonical, contentHash: contentHash(canonical) };
  });
}

/** Texts of at least `bytes` characters: each starts elsewhere in the material. */
function instructionTexts(bytes: number): (index: number) => string {
  const path = process.env.AGENT_HISTORIES;
  const random = seededRandom(7);
  const material = path ? readInstructions(path) : agentText(random, 8 * bytes);
  return () => {
    const start = Math.floor(random() * material.length);
    let text = material.slice(start);
    while (text.length < bytes) text += material;
    return text;
  };
}

/** All instructions of a JSONL file of `{revisions: [{config: {instructions}}]}`. */
function readInstructions(path: string): string {
  const texts: string[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const { revisions } = JSON.parse(line) as { revisions: { config: { instructions?: unknown } }[] };
    const text = revisions.at(-1)?.config.instructions;
    if (typeof text === 'string') texts.push(text);
  }
  if (texts.length === 0) throw new Error(`AGENT_HISTORIES: no instructions in ${path}`);
  // a slice that starts between two halves of a pair could not be stored
  return texts.join('\n\n').replace(/[^\n\x20-\x7e]/g, ' ');
}

/** All but the instructions: about 700 bytes. */
function agentConfig(index: number): AgentConfig {
  return {
    name: `Support agent ${index}`,
    description: 'Answers customers, looks up their orders and hands over to a person when it must.',
    model: { provider: 'anthropic', name: 'claude-sonnet', temperature: 0.2, maxTokens: 4096 },
    tools: {
      searchOrders: { enabled: true, description: 'Finds the orders of a customer', timeoutMs: 5000 },
      refund: { enabled: index % 2 === 0, description: 'Pays an order back', requireApproval: true },
    },
    memory: { lastMessages: 20, semanticRecall: { topK: 4, messageRange: 2 }, workingMemory: null },
    defaultOptions: { maxSteps: 8, toolChoice: 'auto' },
    metadata: { team: 'support', tags: ['production', 'email', 'chat'], reviewed: true, build: 1000 + index },
  };
}
