/** What no server likes to get. */
import fc from 'fast-check';

/** Texts, wherever a text may stand. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '.',
    '..',
    '../../etc/passwd',
    '/',
    '\\',
    '%',
    '%00',
    '\u0000',
    'a\u0000b',
    '\r\nX-Injected: 1',
    '\ud800',
    '\u{1f600}',
    'é',
    'e\u0301',
    '\u202e',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    'NaN',
    'true',
    '-1',
    '0',
    '0x10',
    '1e309',
    '1.5',
    '9007199254740993',
    '99999999999999999999',
    'latest',
    'head~0',
    'head~99999999999999999999',
    'active',
    "'; drop table mastra_agents; --",
    '{{7*7}}',
    '<script>alert(1)</script>',
    '2026-01-01T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    'a'.repeat(256),
    'é'.repeat(200),
    'a'.repeat(9000),
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** JSON, also such as only a hand would write. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  fc.json({ maxDepth: 6 }),
  hostileText.map((text) => JSON.stringify(text)),
  fc.constantFrom(
    '',
    ' ',
    '{',
    '[]',
    'null',
    'true',
    '0',
    '1e400',
    '-0',
    '"\\ud800"',
    '"\\u0000"',
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"config":{"__proto__":{"polluted":true}}}',
    '{"changes":{"constructor":{"prototype":{"polluted":true}}}}',
    '{"config":{"a":1e400}}',
    '{"config":{"a":9007199254740993}}',
    '{"config":{"\\ud800":1,"\\u0000":2}}',
    '{"id":"a","id":"b","config":{}}',
    '\ufeff{}',
    '{"config":{}}{}',
    `{"config":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}`,
    `{"config":{${Array.from({ length: 11_000 }, (_, n) => `"k${n}":0`).join()}}}`,
  ),
);

/** Bytes in the place of JSON. */
export const hostileBody: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 8, arbitrary: hostileJson.map((text) => Buffer.from(text, 'utf8')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: hostileJson.map((text) => Buffer.from(text, 'utf16le')) },
);

/** Methods, also such as no route has. */
export const anyMethod = fc.constantFrom(
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND', 'LOCK', 'M-SEARCH'],
  ...['get', 'FOO', 'CONNECT'],
);

/** Headers, one at a time. */
export const hostileHeader: fc.Arbitrary<[string, string]> = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      ...['If-Match', 'If-None-Match', 'Idempotency-Key', 'Last-Event-ID', 'Accept', 'X-Request-Id', 'Range', 'Cookie'],
      ...['Authorization', 'Origin', 'Sec-Fetch-Site', 'X-Forwarded-For', '__proto__', 'constructor'],
    ),
    fc.oneof(
      hostileText.map((text) =>
        Buffer.from(text, 'utf8')
          .toString('latin1')
          .replaceAll(/[\r\n\0]/g, ''),
      ),
      fc.constantFrom(
        '"a"',
        'W/"a"',
        '*',
        '"',
        '"a", "b"',
        'text/event-stream',
        'application/json;q=0',
        'Bearer x',
        '1',
      ),
    ),
  ),
  fc.tuple(
    fc.constant('Content-Type'),
    fc.constantFrom(
      ...['text/plain', 'application/json; charset=utf-16', 'application/x-www-form-urlencoded', 'application/xml'],
      ...['multipart/form-data; boundary=x', 'application/json;', 'application/JSON', 'json', '', ','],
    ),
  ),
  fc.tuple(fc.constant('Content-Encoding'), fc.constantFrom('gzip', 'br', 'identity', 'x')),
  fc.tuple(fc.constant('Expect'), fc.constantFrom('100-continue', 'x')),
  fc.tuple(fc.constant('Upgrade'), fc.constantFrom('websocket', 'h2c')),
  fc.tuple(fc.constant('X-Long'), fc.constantFrom('a'.repeat(5000), 'a'.repeat(20_000), 'a'.repeat(40_000))),
);
