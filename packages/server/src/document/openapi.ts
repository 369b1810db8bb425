/** The OpenAPI document of a server. */
import type { Router } from '../environment';

/** OpenAPI 3.1, as generators and linters take it. */
export type OpenApiDocument = ReturnType<Router['getOpenAPI31Document']>;

/** The version of the routes, not of the package: it changes when what clients rely on does. */
const API_VERSION = '1.0.0';

const KEY = {
  type: 'http',
  scheme: 'bearer',
  description: 'A key of `bearerKeys`, or what `authenticate` takes.',
} as const;

/** What the application says of itself; `secured` where callers have to say who they are. */
export function openApiDocument(app: Router, { secured }: { secured: boolean }): OpenApiDocument {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'agent-versions',
      version: API_VERSION,
      description: 'Every version of the configurations of AI agents.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: '/', description: 'This server.' }],
    security: secured ? [{ key: [] }] : [],
    tags: [
      { name: 'Agents', description: 'The editable records; each save makes a version.' },
      { name: 'Versions', description: 'Immutable, numbered snapshots of an agent.' },
      { name: 'Labels', description: 'Movable names that point at versions: `active`, `production` …' },
      { name: 'Histories', description: 'All versions of an agent at once.' },
      { name: 'Events', description: 'What happened, to be read on from any point.' },
      { name: 'Health', description: 'For whoever runs the server.' },
    ],
  });
  return secured ? { ...document, components: { ...document.components, securitySchemes: { key: KEY } } } : document;
}
