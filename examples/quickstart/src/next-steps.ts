/** What to do next with the database that was made: the one command that serves it, and three ways to reach it. */
import { relative } from 'node:path';

/** The port that `agent-versions serve` takes unless told otherwise. */
const SERVER = 'http://127.0.0.1:4111';

/** The database that every command takes unless told otherwise. */
const DEFAULT_DB = 'agent-versions.db';

/** Commands that work as they stand, from the folder of the repository. */
export function nextSteps({ db, agentId }: { db: string; agentId: string }): string {
  const path = relative(process.cwd(), db);
  const chosen = path === DEFAULT_DB ? '' : ` --db ${quote(path.startsWith('..') ? db : path)}`;
  return `Now touch it. This leaves a server running on what was imported:
  npm run -s agent-versions --${chosen} serve

Then, in another terminal, by HTTP, by the SDK, and (with or without a server) by the command line:
  curl -s ${SERVER}/api/stored/agents/${encodeURIComponent(agentId)}/versions/active
  npm run -s sdk -- ${SERVER} ${quote(agentId)}
  npm run -s agent-versions --${chosen} log ${quote(agentId)}
`;
}

/** As a shell wants it. */
function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
