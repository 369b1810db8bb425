/** The servers that are measured: one on each database, and HTTP alone with the answers that they give. */
import { deepStrictEqual } from 'node:assert/strict';
import { serve } from '@agent-versions/server';
import { closeAll } from '../families/family';
import { type NamedGround, openGrounds, type Places } from '../shots/grounds';
import { HTTP_HISTORY } from '../workload/histories';
import { type FixedAnswer, serveAlone } from './alone';
import { type HttpRoute, requestsOf } from './routes';

/** What everything is compared with. */
export const ALONE = 'HTTP alone';

/** A server, as the table heads it. */
export interface HttpSide {
  title: string;
  url: string;
}

/** All servers on loaded databases; HTTP alone comes first. */
export interface OpenServers {
  sides: HttpSide[];
  /** What each route answered, for its size. */
  answers: ReadonlyMap<HttpRoute, FixedAnswer>;
  close(): Promise<void>;
}

/** The databases that are served. */
const SERVED: readonly string[] = ['libsql', 'postgres'];

/** The grounds that were asked for and are served; empty where there is nothing to measure. */
export function servedGrounds(stores: readonly string[], places: Places): NamedGround[] {
  return openGrounds(
    stores.filter((store) => SERVED.includes(store)),
    places,
  );
}

/** Opens the servers. All give the same answers, or there is nothing to compare. */
export async function openServers(grounds: readonly NamedGround[], routes: readonly HttpRoute[]): Promise<OpenServers> {
  const closers: (() => Promise<void>)[] = [];
  const close = () => closeAll(closers);
  try {
    const sides: HttpSide[] = [];
    for (const { title, ground } of grounds) {
      const { subject, close: closeStore } = await ground.openStore({
        history: HTTP_HISTORY,
        loaded: true,
        key: 'http',
      });
      closers.push(closeStore);
      const server = await serve({ storage: subject, port: 0, logger: false, limits: { rate: false } });
      closers.push(() => server.close());
      sides.push({ title, url: server.url });
    }
    const [first, ...others] = sides;
    if (!first) throw new Error('There is nothing to serve');
    const answers = await ask(first, routes);
    const alone = await serveAlone(answers);
    closers.push(() => alone.close());
    const compared = { title: ALONE, url: alone.url };
    for (const side of [compared, ...others]) assertAlike(side, { given: await ask(side, routes), expected: answers });
    return { sides: [compared, ...sides], answers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The answer of a side to the first request of each route. */
async function ask({ url }: HttpSide, routes: readonly HttpRoute[]): Promise<Map<HttpRoute, FixedAnswer>> {
  const answers = new Map<HttpRoute, FixedAnswer>();
  for (const route of routes) {
    const [request] = requestsOf(route);
    if (!request) continue;
    const { path, ...init } = request;
    const response = await fetch(url + path, init);
    const headers = Object.fromEntries([...response.headers].filter(([name]) => !MADE_ANEW.includes(name)));
    answers.set(route, { status: response.status, headers, text: await response.text() });
  }
  return answers;
}

/** Headers that Node sets by itself. */
const MADE_ANEW: readonly string[] = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'];

function assertAlike(
  { title }: HttpSide,
  answers: Record<'given' | 'expected', ReadonlyMap<HttpRoute, FixedAnswer>>,
): void {
  for (const [route, expected] of answers.expected) {
    const given = answers.given.get(route);
    deepStrictEqual(content(route, given), content(route, expected), `${title} differs in ${route.name}`);
    if (expected.status !== route.status) throw new Error(`${route.name} answered ${expected.status}`);
  }
}

/** What all sides answer alike; of a new version, only that there is one. */
function content({ grows }: HttpRoute, answer: FixedAnswer | undefined): unknown {
  if (!answer || answer.text === '' || grows) return answer?.status;
  return [answer.status, JSON.parse(answer.text)];
}
