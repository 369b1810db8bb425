/** The domain `workflows`. */
export * from './base';
export * from './conflicts';
export * from './inmemory';
export * from './input';
export * from './records';
export { mergeRunState, mergeStepResult, replaceRunSnapshot } from './snapshot';
