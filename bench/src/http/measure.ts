/** Measuring over HTTP: short blocks of load, the servers in turns. */
import type { Progress } from '../progress';
import type { NamedGround } from '../shots/grounds';
import { LoadProcess, type LoadResult } from './load';
import { type HttpRoute, requestsOf } from './routes';
import { type HttpSide, openServers } from './servers';

/** A route under some load, on all servers. */
export interface HttpMeasurement {
  route: string;
  connections: number;
  /** The size of an answer's body. */
  answerBytes: number;
  sides: { title: string; rounds: LoadResult[] }[];
}

/** How long to measure. */
export interface HttpEffort {
  rounds: number;
  /** Of a block, about. */
  seconds: number;
}

/** How many ask at once. */
const CONNECTIONS = [1, 64];

/** Measures routes on all grounds. */
export async function measureHttp(input: {
  grounds: readonly NamedGround[];
  routes: readonly HttpRoute[];
  effort: HttpEffort;
  progress: Progress;
}): Promise<HttpMeasurement[]> {
  const { grounds, routes, effort, progress } = input;
  progress.part('HTTP: loading');
  const { sides, answers, close } = await openServers(grounds, routes);
  const load = new LoadProcess();
  const measurements: HttpMeasurement[] = [];
  try {
    progress.part('HTTP: measuring');
    for (const route of routes) {
      const answerBytes = Buffer.byteLength(answers.get(route)?.text ?? '');
      for (const connections of CONNECTIONS) {
        progress.step(`${route.name}, ${connections} at once`);
        const measured = await measureSides({ sides, route, connections, effort, load });
        measurements.push({ route: route.name, connections, answerBytes, sides: measured });
      }
    }
  } finally {
    load.stop();
    await close();
  }
  return measurements;
}

/** Warms all sides up, and has them take turns; every second round goes the other way round. */
async function measureSides(input: {
  sides: readonly HttpSide[];
  route: HttpRoute;
  connections: number;
  effort: HttpEffort;
  load: LoadProcess;
}): Promise<HttpMeasurement['sides']> {
  const { sides, route, connections, effort, load } = input;
  const job = { connections, requests: requestsOf(route), status: route.status, seconds: effort.seconds };
  const contests = sides.map(({ title, url }) => ({ title, url, rounds: [] as LoadResult[] }));
  for (let round = -1; round < effort.rounds; round++) {
    for (const { url, rounds } of round % 2 === 0 ? contests : contests.toReversed()) {
      const result = await load.run({ ...job, url });
      if (round >= 0) rounds.push(result);
    }
  }
  return contests.map(({ title, rounds }) => ({ title, rounds }));
}
