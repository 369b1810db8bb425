/** What the routes of health do. */
import { createRouter, type Router } from '../environment';
import { healthRoute, readinessRoute } from '../routes/health';
import type { ServerSettings } from '../settings';

/** How long the storage may take to answer, in milliseconds. */
const PATIENCE = 2000;

/** No agent's, as every other id: it is only looked for. */
const PROBE = 'readyz';

/** Both of them. */
export function healthRouter(settings: ServerSettings): Router {
  const router = createRouter();
  const isReady = readiness(settings);
  router.openapi(healthRoute, (c) => c.json({ status: 'ok' as const }, 200));
  router.openapi(readinessRoute, async (c) => {
    if (await isReady()) return c.json({ status: 'ok' as const }, 200);
    return c.json({ status: 'unavailable' as const }, 503);
  });
  return router;
}

/** Whether the storage answers in time. However many ask, it is asked once at a time: anybody may. */
function readiness({ stores, shutdown }: ServerSettings): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined;
  return async () => {
    if (shutdown.aborted) return false;
    asking ??= probe(stores).finally(() => {
      asking = undefined;
    });
    return inTime(asking);
  };
}

async function probe(stores: ServerSettings['stores']): Promise<boolean> {
  try {
    const [agents, versions] = await Promise.all([stores.getStore('agents'), stores.getStore('agentVersions')]);
    if (!agents || !versions) return false;
    await Promise.all([agents.getAgent(PROBE), versions.getVersion(PROBE)]);
    return true;
  } catch {
    return false;
  }
}

async function inTime(answer: Promise<boolean>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, false);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
