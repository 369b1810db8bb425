/** Requests that nearly are what a route takes, and requests that are nothing of the kind. */
import fc from 'fast-check';
import type { OpenApiDocument } from '../../src/document/openapi';
import { namesOf, operationsOf, requestOf } from '../documented-requests';
import { anyMethod, hostileBody, hostileHeader, hostileText } from './hostile-values';
import type { RawRequest } from './raw-request';

/** Changes one thing about a request. */
type Mutation = (request: RawRequest) => RawRequest;

/** Ids that are there, so that what is hostile about a request is met behind the first door too. */
const VALUES = { agentId: 'support', versionId: 1, label: 'production', version: 1 };

/** Requests for the routes of the document, each with up to four faults. */
export function hostileRequests(document: OpenApiDocument, key: string): fc.Arbitrary<RawRequest> {
  const headers: [string, string][] = [
    ['Host', 'localhost'],
    ['Authorization', `Bearer ${key}`],
  ];
  return fc
    .constantFrom(...operationsOf(document))
    .chain((operation) => {
      const values = fc.dictionary(fc.constantFrom(...namesOf(operation, document), 'x'), hostileText, { maxKeys: 2 });
      return values.map((hostile) => requestOf(operation, document, { ...VALUES, ...replaceLone(hostile) }));
    })
    .map(
      ({ path, init }): RawRequest => ({
        method: init.method,
        target: path,
        headers: [...headers, ...Object.entries(init.headers)],
        body: Buffer.from(init.body ?? ''),
        sized: true,
      }),
    )
    .chain((request) =>
      fc
        .array(mutation, { maxLength: 4 })
        .map((mutations) => mutations.reduce((made, mutate) => mutate(made), request)),
    );
}

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  anyMethod.map(
    (method): Mutation =>
      (request) => ({ ...request, method }),
  ),
  hostileBody.map(
    (body): Mutation =>
      (request) => ({ ...request, body }),
  ),
  fc.constant<Mutation>((request) => ({ ...request, sized: false })),
  hostileHeader.map(
    (header): Mutation =>
      (request) => ({ ...request, headers: [...request.headers, header] }),
  ),
  fc.nat({ max: 3 }).map(
    (at): Mutation =>
      (request) => ({ ...request, headers: request.headers.toSpliced(at, 1) }),
  ),
  fc.tuple(fc.constantFrom('page', 'perPage', 'agentId', 'after', '__proto__', 'constructor', ''), hostileText).map(
    ([name, value]): Mutation =>
      (request) =>
        withQuery(request, `${name}=${escaped(value)}`),
  ),
  fc
    .constantFrom('page=1&page=2', 'a[b]=c', 'a[__proto__][polluted]=1', '&&&', '=', '%', '%zz', '%ff', 'page=%31', '?')
    .map(
      (query): Mutation =>
        (request) =>
          withQuery(request, query),
    ),
  fc.constantFrom('/', '//', '/..', '/%2e%2e', '/%2f', '/%00', '/%', '/%ff', '/%zz', ';x', '#x', '\\', 'é', '\x80').map(
    (end): Mutation =>
      (request) => ({ ...request, target: `${request.target.split('?')[0]}${end}` }),
  ),
  fc
    .constantFrom('*', '', 'http://localhost/api/stored/agents', 'http://[::1', '//evil/', 'x', '/\u0000', '/%', '/api')
    .map(
      (target): Mutation =>
        (request) => ({ ...request, target }),
    ),
);

function withQuery(request: RawRequest, query: string): RawRequest {
  const joint = request.target.includes('?') ? '&' : '?';
  return { ...request, target: `${request.target}${joint}${query}` };
}

/** Percent-encoded; a lone surrogate, which UTF-8 does not have, as the bytes it would be. */
function escaped(text: string): string {
  return Buffer.from(text, 'utf8').reduce((made, byte) => `${made}%${byte.toString(16).padStart(2, '0')}`, '');
}

/** `encodeURIComponent` of the well-behaved part does not take lone surrogates. */
function replaceLone(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Buffer.from(value, 'utf8').toString('utf8')]),
  );
}
