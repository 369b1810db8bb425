/** Which conditions the routes heed that change something. A condition is never left unheeded: it is a promise. */
import type { MiddlewareHandler } from 'hono';
import { refuseCondition } from '../entity-tag';

/** For routes that change something whatever its state is. */
export const unconditional: MiddlewareHandler = (c, next) => {
  refuseCondition(c.req.header(), ['if-match', 'if-none-match']);
  return next();
};

/** For routes that heed `If-Match`. */
export const ifMatchOnly: MiddlewareHandler = (c, next) => {
  refuseCondition(c.req.header(), ['if-none-match']);
  return next();
};
