/** One of the services that a random script runs on, and what only it knows: the ids that its store made. */
import { AgentVersioning, type MastraStorage, type VersioningEvent, type VersionRef } from '@agent-versions/core';

const EVENTS = [
  ...(['version.created', 'version.restored', 'version.redacted', 'versions.pruned'] as const),
  ...(['label.moved', 'agent.deleted'] as const),
];

/** A version by what is the same in all worlds. */
export interface VersionName {
  agentId: string;
  versionNumber: number;
}

/** A reference as a script has it: ids are given by the version that they belong to. */
export type AnyRef = Exclude<VersionRef, string> | string | { idOf: VersionName; as: 'text' | 'id' | 'name' };

/** A service on a store of its own. */
export class World {
  /** Shown where answers differ. */
  readonly name: string;
  readonly service: AgentVersioning;
  /** What listeners were told since {@link takeHeard} was called last. */
  #heard: VersioningEvent[] = [];
  readonly #names = new Map<string, string>();
  readonly #ids = new Map<string, string>();

  constructor(name: string, storage: MastraStorage) {
    this.name = name;
    this.service = new AgentVersioning({ storage, actor: { id: 'mira' } });
    for (const type of EVENTS) this.service.on(type, (event) => void this.#heard.push(event));
  }

  /** What listeners were told meanwhile. */
  takeHeard(): VersioningEvent[] {
    const heard = this.#heard;
    this.#heard = [];
    return heard;
  }

  /** Notes the ids of all versions in an answer. */
  learn(answer: unknown): void {
    if (typeof answer !== 'object' || answer === null || answer instanceof Date) return;
    const { id, agentId, versionNumber, contentHash } = answer as Record<string, unknown>;
    if (typeof id === 'string' && typeof contentHash === 'string') {
      const name = nameOf({ agentId: String(agentId), versionNumber: Number(versionNumber) });
      this.#names.set(id, name);
      this.#ids.set(name, id);
    }
    for (const value of Object.values(answer)) this.learn(value);
  }

  /** What a version of that id is called in all worlds. */
  nameOfId(id: string): string {
    return this.#names.get(id) ?? '<an id>';
  }

  /** The reference as this world's service takes it. */
  ref(ref: AnyRef): VersionRef {
    if (typeof ref !== 'object' || !('idOf' in ref)) return ref;
    const id = this.#ids.get(nameOf(ref.idOf)) ?? 'no such version';
    if (ref.as === 'text') return id;
    return ref.as === 'id' ? { id } : { name: id };
  }
}

function nameOf({ agentId, versionNumber }: VersionName): string {
  return `${agentId}#${versionNumber}`;
}
