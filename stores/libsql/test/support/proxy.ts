/** A TCP proxy in front of a server, which can swallow what the server answers. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll } from 'vitest';

/** Every proxy of this test file, and what goes through them: ended with the file. */
const proxies = new Set<Server>();
const sockets = new Set<Socket>();
afterAll(() => {
  for (const proxy of proxies) proxy.close();
  for (const socket of sockets) socket.destroy();
});

/** What the proxy does with answers: hands them on, hangs up where one follows a large request, or says nothing for ever. */
export type ProxyMode = 'pass' | 'cut' | 'hang';

/** Bytes from the client, since the last change of the mode, that make a request a large one. */
const LARGE = 16_384;

/** A proxy that listens. */
export interface Proxy {
  readonly host: string;
  mode: ProxyMode;
  /** How often it hung up. */
  readonly cuts: number;
}

/** Starts a proxy in front of `target`, `host:port`. */
export async function startProxy(target: string): Promise<Proxy> {
  const [host, port] = target.split(':');
  let received = 0;
  let cuts = 0;
  let mode: ProxyMode = 'pass';
  const server = createServer((client) => {
    const upstream = connect(Number(port), host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (request) => {
      received += request.length;
    });
    client.pipe(upstream);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    upstream.on('data', (answer) => {
      if (mode === 'cut' && received > LARGE) {
        cuts += 1;
        client.destroy();
      } else if (mode !== 'hang') client.write(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxies.add(server);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port');
  return {
    host: `127.0.0.1:${address.port}`,
    get cuts() {
      return cuts;
    },
    set mode(changed: ProxyMode) {
      mode = changed;
      received = 0;
    },
  };
}
