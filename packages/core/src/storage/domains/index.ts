/** The domains and the rules of their inputs. */
export * from './agent-versions';
export * from './agents';
export * from './base';
