/** What every store must do: one call defines its whole conformance test. */
export * from './conformance';
export * from './figure';
export * from './input';
export * from './settings';
export * from './versioning/contract';
