/** What the server says of itself, to programs and to people. */
import type { OpenApiDocument } from '../document/openapi';
import { openApiDocument } from '../document/openapi';
import { REFERENCE_POLICY, referencePage } from '../document/reference-page';
import { createRouter, type Router } from '../environment';

/** `/openapi.json` and `/reference`, of the whole application. */
export function documentRouter(app: Router, { secured }: { secured: boolean }): Router {
  const router = createRouter();
  let made: OpenApiDocument | undefined;
  const document = () => {
    made ??= openApiDocument(app, { secured });
    return made;
  };
  router.get('/openapi.json', (c) => c.json(document()));
  router.get('/reference', (c) => {
    c.header('Content-Security-Policy', REFERENCE_POLICY);
    c.header('Referrer-Policy', 'no-referrer');
    return c.html(referencePage(document(), new URL(c.req.url).origin));
  });
  return router;
}
