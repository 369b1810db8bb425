/** The file of an embedded replica, behind the client that fetches what the primary has written. */
import { pathToFileURL } from 'node:url';
import { UnavailableError } from '@agent-versions/core';
import type { SqlRow } from '@agent-versions/sql';
import { type Client, createClient, type Replicated } from '@libsql/client';
import { toInStatement } from './client-connection';
import type { Statement } from './driver';
import { mapDriverError } from './errors';
import { readFailure } from './failure';
import { describePlace, type ReplicaPlace } from './place';

/**
 * Everything but a read talks to the primary, and does so in one synchronous call without a deadline: it holds the
 * event loop for a round trip, and for as long as the network is silent. Call nothing here but {@link ReplicaFile.read}
 * unless the primary has answered somebody just now.
 */
export class ReplicaFile {
  readonly #place: ReplicaPlace;
  readonly #target: string;
  #client: Client | undefined;

  constructor(place: ReplicaPlace) {
    this.#place = place;
    this.#target = describePlace(place);
  }

  /** Whether it has been opened, and holds at least what the primary held then. */
  get isOpen(): boolean {
    return this.#client !== undefined;
  }

  /** Runs a reading statement on what was synced last. Only on an open file. */
  async read(statement: Statement): Promise<SqlRow[]> {
    if (!this.#client) throw new TypeError('The replica is not open');
    try {
      return (await this.#client.execute(toInStatement(statement))).rows;
    } catch (error) {
      throw mapDriverError(error, { target: this.#place.path, remote: false, committing: false });
    }
  }

  /**
   * Fetches what the primary has written since, all of it at first.
   * @throws UnavailableError when the primary cannot be reached, or the file not be written
   */
  async sync(): Promise<Replicated> {
    let client = this.#client;
    try {
      client ??= this.#open();
      const result = await client.sync();
      this.#client = client;
      return result;
    } catch (error) {
      if (client !== this.#client) client?.close(); // it has synced nothing yet
      throw this.#mapError(error);
    }
  }

  /** Lets go of the file, which stays as it is. */
  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  #open(): Client {
    const { path, primary, syncInterval } = this.#place;
    const { url: syncUrl, authToken } = primary;
    return createClient({ url: pathToFileURL(path).href, syncUrl, authToken, syncInterval });
  }

  /** The client says what went wrong in words, with a stack of its own below the first line. */
  #mapError(cause: unknown): unknown {
    const context = { target: this.#place.path, remote: false, committing: false };
    const mapped = mapDriverError(cause, context);
    if (mapped !== cause) return mapped;
    const [said] = readFailure(cause).message.split('\n');
    const message = `${this.#place.path} could not be synced with ${this.#target}: ${said}`;
    return new UnavailableError({ message, retryable: true }, { cause });
  }
}
