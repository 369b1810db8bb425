/** What a request carries from one middleware to the next. */
import type { Actor, AgentVersioning } from '@agent-versions/core';
import { ValidationError } from '@agent-versions/core';
import { OpenAPIHono, type z } from '@hono/zod-openapi';
import type { ServerLogger } from './options';

/** The variables of a request. */
export interface ServerEnv {
  Variables: {
    /** Names the request in answers and logs. */
    requestId: string;
    /** Who asks; undefined where nobody has to say. */
    actor: Actor | undefined;
    /** Whose path it is, for the logs; undefined where the route spans agents. */
    agentId: string | undefined;
    /** The service, bound to the actor: what handlers call. */
    versioning: AgentVersioning;
    /** Where the server logs; lines about a request carry its id. */
    log: ServerLogger;
    /** Aborted when the server is about to stop: streams end then. */
    shutdown: AbortSignal;
  };
}

/** An application, or a part of one, whose input is refused with our errors. */
export type Router = OpenAPIHono<ServerEnv>;

/** An empty router. */
export function createRouter(): Router {
  return new OpenAPIHono<ServerEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.target, result.error);
    },
  });
}

function invalidInput(target: string, error: z.ZodError): ValidationError {
  const issues = error.issues.flatMap((issue) => {
    const path = [target, ...issue.path.map(String)].join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: `${path}.${key}`, message: 'is not a known field' }));
  });
  return new ValidationError(issues);
}
