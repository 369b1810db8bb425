/** The conformance suite in memory, which nobody else can reach. */
import { storeConformance } from '@agent-versions/conformance';
import { conformanceInput } from './support/conforming-store';

storeConformance(
  conformanceInput({ name: 'LibSQL memory', options: () => ({ id: 'conformance', url: ':memory:' }), shared: false }),
);
