/** Requests whose path goes over the wire as it is: `fetch` would resolve dots first. */
import { request } from 'node:http';

/** Sends a request to a server at `url`; the answer comes as `fetch` would give it. */
export function sendRaw(url: string, path: string, init: RequestInit): Promise<Response> {
  const { hostname, port } = new URL(url);
  const headers = init.headers as Record<string, string>;
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method: init.method, headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode: status = 0, headersDistinct } = answer;
        const named = Object.entries(headersDistinct).map(([name, values]): [string, string] => [
          name,
          (values ?? []).join(', '),
        ]);
        const body = pieces.length > 0 ? Buffer.concat(pieces) : null;
        resolve(new Response(body, { status, headers: new Headers(named) }));
      });
    });
    sent.on('error', reject);
    sent.end(init.body);
  });
}
