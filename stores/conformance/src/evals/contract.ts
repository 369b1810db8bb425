/** The contract of `evals`, method by method. */
import { describe } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { openForTests } from '../store-under-test';
import { getEval } from './get';
import { listEvals, listedEvals } from './list';
import { evalRaces } from './races';
import { saveEval, saveEvalRefused } from './save';
import { saveEvals } from './save-several';
import { evalScores } from './scores';

/** Proves the whole domain. */
export function evalsContract(input: StoreConformanceInput): void {
  describe('evals', () => {
    const store = openForTests(input);
    describe('saveEval', () => {
      saveEval(store);
      saveEvalRefused(store);
    });
    describe('scores', () => evalScores(input.name, store));
    describe('saveEvals', () => saveEvals(store));
    describe('getEval', () => getEval(store));
    describe('listEvals', () => listEvals(store));
    describe('races', () => evalRaces(input.name, store));
  });
  describe('evals, all of them', () => {
    const store = openForTests(input);
    describe('listEvals', () => listedEvals(store));
  });
}
