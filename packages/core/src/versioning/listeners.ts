/** Listeners in this process: told of what this process did, after it is stored. */
import { EventEmitter } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { VersioningEvent } from '../storage/domains/agent-versions/events';

/** The name of an event. */
export type VersioningEventType = VersioningEvent['type'];

/** The event of that name. */
export type VersioningEventOf<Type extends VersioningEventType> = Extract<VersioningEvent, { type: Type }>;

/** What is called with an event. What it throws, or rejects with, becomes a warning of the process, nothing else. */
export type VersioningListener<Type extends VersioningEventType> = (
  event: VersioningEventOf<Type>,
) => void | Promise<void>;

/** How many labels' last moves are remembered, so that no move is told twice. */
const MAX_TOLD = 10_000;

/** The listeners of a service, shared by all actors it is bound to. */
export class VersioningListeners {
  readonly #emitter = new EventEmitter();
  readonly #told = new LRUCache<string, { revision: number; at: Date }>({ max: MAX_TOLD });

  /** Calls `listener` with every event of that name from now on. */
  on<Type extends VersioningEventType>(type: Type, listener: VersioningListener<Type>): void {
    this.#emitter.on(type, listener);
  }

  /** As {@link on}, but for one event. */
  once<Type extends VersioningEventType>(type: Type, listener: VersioningListener<Type>): void {
    this.#emitter.once(type, listener);
  }

  /** Takes a listener away. */
  off<Type extends VersioningEventType>(type: Type, listener: VersioningListener<Type>): void {
    this.#emitter.off(type, listener);
  }

  /** Whether anybody listens to events of that name. */
  listensTo(type: VersioningEventType): boolean {
    return this.#emitter.listenerCount(type) > 0;
  }

  /** Tells an event; returns when every listener was called, but waits for none. */
  emit(event: VersioningEvent): void {
    if (event.type === 'label.moved' && this.#isOld(event)) return;
    // not emit(): there the first listener that throws keeps the event from the others
    for (const listener of this.#emitter.rawListeners(event.type)) void call(listener, event);
  }

  /** Two actions at once may both have seen a move. Revisions begin anew where an agent was deleted and made again. */
  #isOld({ agentId, label, revision, at }: VersioningEventOf<'label.moved'>): boolean {
    const key = `${agentId}\n${label}`; // ids have no control characters
    const told = this.#told.get(key);
    if (told && told.revision >= revision && told.at >= at) return true;
    this.#told.set(key, { revision, at });
    return false;
  }
}

// biome-ignore lint/complexity/noBannedTypes: what node:events calls its listeners
async function call(listener: Function, event: VersioningEvent): Promise<void> {
  try {
    await listener(event);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
