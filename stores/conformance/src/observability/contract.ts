/** The contract of `observability`, method by method. */
import { describe } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { openForTests } from '../store-under-test';
import { createSpanContract } from './create-span';
import { createSpansContract } from './create-spans';
import { spanHazardsContract } from './hazards';
import { listTracesContract } from './list-traces';
import { listedAttributesContract } from './listed-attributes';
import { pruneTracesContract } from './prune-traces';
import { spanRacesContract } from './races';
import { singleTraceContract } from './traces';
import { updateSpanContract } from './update-span';

/** Proves the whole domain. */
export function observabilityContract(input: StoreConformanceInput): void {
  describe('observability', () => {
    const store = openForTests(input);
    createSpanContract(store);
    createSpansContract(store);
    updateSpanContract(store);
    singleTraceContract(store);
    listedAttributesContract(store);
    spanHazardsContract(store);
    spanRacesContract(input.name, store);
  });
  describe('observability.listTraces', () => listTracesContract(input.name, openForTests(input)));
  describe('observability.pruneTraces', () => pruneTracesContract(openForTests(input)));
}
