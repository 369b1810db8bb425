/** What labels point at, for people: versions by number, shares in percent. */
import { type AgentVersioning, isStorageError, type LabelTarget, WHOLE_LABEL } from '@agent-versions/core';

/** A target with its version's number; without one where that version is gone, or is not to be seen. */
export interface NumberedTarget extends LabelTarget {
  versionNumber?: number;
}

/** The numbers of an agent's versions, each looked up once. */
export class VersionNumbers {
  readonly #versioning: AgentVersioning;
  readonly #agentId: string;
  readonly #known = new Map<string, number | undefined>();

  constructor(versioning: AgentVersioning, agentId: string) {
    this.#versioning = versioning;
    this.#agentId = agentId;
  }

  /** The targets with their numbers, by number. */
  async of(targets: readonly LabelTarget[]): Promise<NumberedTarget[]> {
    const numbered: NumberedTarget[] = [];
    for (const target of targets) {
      const versionNumber = await this.#numberOf(target.versionId);
      numbered.push({ ...target, ...(versionNumber === undefined ? {} : { versionNumber }) });
    }
    return numbered.sort((a, b) => (a.versionNumber ?? 0) - (b.versionNumber ?? 0));
  }

  async #numberOf(id: string): Promise<number | undefined> {
    if (!this.#known.has(id)) this.#known.set(id, await this.#find(id));
    return this.#known.get(id);
  }

  async #find(id: string): Promise<number | undefined> {
    try {
      return (await this.#versioning.get(this.#agentId, { id })).versionNumber;
    } catch (error) {
      if (isStorageError(error)) return undefined; // what the label points at is known without it
      throw error;
    }
  }
}

/** `version 3`, or `90% version 1, 10% version 2`. */
export function describeTargets(targets: readonly NumberedTarget[]): string {
  return targets.map((target) => `${shareOf(target)}${nameOf(target)}`).join(', ');
}

function shareOf({ weight }: LabelTarget): string {
  return weight === WHOLE_LABEL ? '' : `${(weight * 100) / WHOLE_LABEL}% `;
}

function nameOf({ versionId, versionNumber }: NumberedTarget): string {
  return `version ${versionNumber ?? versionId}`;
}
