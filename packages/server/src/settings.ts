/** The options of a server, checked. */
import { AgentVersioning, type MastraStorage, parseInput, ValidationError } from '@agent-versions/core';
import { z } from '@hono/zod-openapi';
import { hasScopedKeys } from './access/bearer-keys';
import { isInScope } from './access/key-scope';
import type { Authorize, ServerLogger, ServerOptions } from './options';

const positive = z.int().min(1);

const isFunction = (value: unknown) => typeof value === 'function';

function has(...methods: string[]) {
  return (value: unknown) =>
    typeof value === 'object' && value !== null && methods.every((name) => isFunction(Reflect.get(value, name)));
}

/** The longest URL, in characters, unless an option says otherwise. */
export const URL_LENGTH = 8_192;

/** All headers together, in bytes, unless an option says otherwise. */
export const HEADER_BYTES = 16 * 1024;

const rateSchema = z.strictObject({ requests: positive.default(6_000), seconds: positive.default(10) });

const limitsSchema = z.strictObject({
  bodyBytes: positive.default(2 * 1024 * 1024),
  bodyDepth: positive.default(100),
  urlLength: positive.default(URL_LENGTH),
  headerBytes: positive.default(HEADER_BYTES),
  headerCount: positive.default(100),
  rate: z.union([z.literal(false), rateSchema]).prefault({}),
});

const corsSchema = z.strictObject({
  origins: z.union([z.literal('*'), z.array(z.string().refine(isOrigin, 'must be an origin: https://example.com'))]),
  maxAge: z.int().min(0).default(600),
});

const rulesSchema = z.strictObject({ protectedLabels: z.unknown(), beforeStore: z.unknown() }).partial();

const optionsSchema = z.strictObject({
  storage: z.custom<MastraStorage>(has('requireStore'), 'must be a MastraStorage').optional(),
  mastra: z.custom<NonNullable<ServerOptions['mastra']>>(has('getStoredAgent'), 'must be a Mastra').optional(),
  authenticate: z.custom<NonNullable<ServerOptions['authenticate']>>(isFunction, 'must be a function').optional(),
  authorize: z.custom<Authorize>(isFunction, 'must be a function').optional(),
  rules: rulesSchema.transform((rules) => rules as NonNullable<ServerOptions['rules']>).optional(),
  basePath: z
    .string()
    .regex(/^(?:\/[\w.~-]+)*\/?$/, 'must be a path such as /api')
    .transform((path) => path.replace(/\/$/, '') || '/')
    .default('/api'),
  logger: z
    .custom<ServerLogger | false>(
      (value) => value === false || has('info', 'error')(value),
      'must be a logger, or false',
    )
    .default(false),
  limits: limitsSchema.prefault({}),
  cors: corsSchema.optional(),
  clientAddress: z.custom<NonNullable<ServerOptions['clientAddress']>>(isFunction, 'must be a function').optional(),
  shutdown: z
    .custom<AbortSignal>(has('addEventListener'), 'must be an AbortSignal')
    .prefault(() => new AbortController().signal),
});

/** Options, fully said. */
export type ServerSettings = Omit<z.output<typeof optionsSchema>, 'storage' | 'mastra' | 'authorize' | 'rules'> & {
  /** The service under its rules, not bound to any caller yet. */
  versioning: AgentVersioning;
  /** What answers whether it is ready. */
  stores: Pick<MastraStorage, 'getStore'>;
};

/** How much of what is too much. */
export type LimitSettings = ServerSettings['limits'];

/** @throws ValidationError when an option is none */
export function parseServerOptions(options: ServerOptions): ServerSettings {
  const { storage, mastra, authorize, rules, ...settings } = parseInput(optionsSchema, options);
  if (storage && !mastra) {
    const versioning = new AgentVersioning({ storage, ...rules, policy: { can: withKeyScope(authorize) } });
    return { ...settings, versioning, stores: storage };
  }
  if (!mastra || storage) throw refused('', 'needs either storage or mastra');
  if (authorize) throw refused('authorize', 'is not for mastra, which brings its own policy');
  if (rules) throw refused('rules', 'are not for mastra, which brings its own');
  if (settings.authenticate && hasScopedKeys(settings.authenticate)) {
    throw refused('authenticate', 'has keys with agents or readOnly, of which the policy of mastra knows nothing');
  }
  return { ...settings, versioning: mastra.versioning, stores: mastra };
}

/** Protected labels are for those whom `authorize` lets: without it, they stay where they are. */
function withKeyScope(authorize: Authorize = (request) => !request.protected): Authorize {
  return (request) => isInScope(request) && authorize(request);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function refused(path: string, message: string): ValidationError {
  return new ValidationError([{ path, message }]);
}
