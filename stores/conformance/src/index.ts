/** What every store must do: one call defines its whole conformance test. */
export * from './conformance';
export * from './input';
