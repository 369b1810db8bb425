/** A network between a store and Postgres that can be cut, or fall silent, at a chosen moment. */
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

/** What the network does with what passes through it. */
export interface Tap {
  /** False cuts the connection instead of passing on what the client said. */
  toServer?(chunk: Buffer): boolean;
  /** False cuts the connection instead of passing on what the server said. */
  toClient?(chunk: Buffer): boolean;
}

/** Forwards connections to one server. */
export class TcpProxy {
  /** What happens to the traffic from now on. */
  tap: Tap = {};
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #target: URL;
  #silent = false;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((client) => this.#forward(client));
  }

  /** Starts a proxy in front of the server of a connection string. */
  static async start(url: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(new URL(url));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The connection string that leads through the proxy. */
  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The proxy is closed');
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${address.port}`;
    return url.href;
  }

  /** From now on nothing passes in either direction, and nothing is closed. */
  silence(): void {
    this.#silent = true;
  }

  /** Cuts every connection and stops. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #forward(client: Socket): void {
    const server = dial(Number(this.#target.port || 5432), this.#target.hostname);
    const both = [client, server];
    const cut = () => {
      for (const socket of both) socket.destroy();
    };
    for (const socket of both) {
      this.#sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        cut();
      });
    }
    const pass = (to: Socket, mayPass: (chunk: Buffer) => boolean) => (chunk: Buffer) => {
      if (this.#silent) return;
      if (mayPass(chunk)) to.write(chunk);
      else cut();
    };
    client.on(
      'data',
      pass(server, (chunk) => this.tap.toServer?.(chunk) ?? true),
    );
    server.on(
      'data',
      pass(client, (chunk) => this.tap.toClient?.(chunk) ?? true),
    );
  }
}
