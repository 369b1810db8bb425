/** The in-memory store keeps every promise that the databases keep. */
import { storeConformance } from '@agent-versions/conformance';
import { InMemoryStore } from '@agent-versions/core';

storeConformance({
  name: 'InMemoryStore',
  open: () => new InMemoryStore(),
  close: (store) => store.close(),
});
