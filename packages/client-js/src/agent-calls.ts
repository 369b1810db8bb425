/** The calls below one agent's path. */
import type { Resolver } from './resolver';
import type { Call, OpenAnswer, Transport } from './transport';

type WritingMethod = Exclude<Call['method'], 'GET'>;

/** A call whose path begins at the agent. */
export type AgentCall = Omit<Call, 'method'>;

/** Sends calls about one agent; after each write nothing that was resolved of it is trusted any more. */
export class AgentCalls {
  readonly #transport: Transport;
  readonly #resolver: Resolver;
  readonly #agentId: string;

  constructor(input: { transport: Transport; resolver: Resolver; agentId: string }) {
    this.#transport = input.transport;
    this.#resolver = input.resolver;
    this.#agentId = input.agentId;
  }

  /** Reads an object. */
  get<T>(call: AgentCall): Promise<T> {
    return this.#transport.object<T>({ ...this.#below(call), method: 'GET' });
  }

  /** Reads bit by bit. */
  open(call: AgentCall & { accept: string }): Promise<OpenAnswer> {
    return this.#transport.open({ ...this.#below(call), accept: call.accept, method: 'GET' });
  }

  /** Changes something, and returns the object that is answered. */
  write<T>(method: WritingMethod, call: AgentCall): Promise<T> {
    return this.#expiring(this.#transport.object<T>({ ...this.#below(call), method }));
  }

  /** Changes something whose answer is of no interest. */
  async command(method: WritingMethod, call: AgentCall): Promise<void> {
    await this.#expiring(this.#transport.answer({ ...this.#below(call), method }));
  }

  /** Deletes something. */
  remove(call: AgentCall): Promise<void> {
    return this.#expiring(this.#transport.remove(this.#below(call)));
  }

  /** Also after a failure, as it may have happened all the same. */
  #expiring<T>(change: Promise<T>): Promise<T> {
    return change.finally(() => this.#resolver.expire(this.#agentId));
  }

  #below(call: AgentCall): AgentCall {
    return { ...call, path: ['stored', 'agents', this.#agentId, ...call.path] };
  }
}
