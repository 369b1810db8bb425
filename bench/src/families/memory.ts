/** The in-memory store, for scale: there is no driver to compare it with. */
import { InMemoryStore } from '@agent-versions/core';
import type { Lane } from '../measure';
import { Sampler } from '../workload/histories';
import { closeAll, type Family } from './family';
import { loadThroughStore } from './load';
import { StoreTarget } from './store-target';

/** All histories in this process's memory. */
export const memory: Family = {
  title: 'in memory',
  stores: [{ name: 'memory', title: 'InMemoryStore', heading: 'in memory', against: null }],
  async open({ histories }) {
    const lanes: Lane[] = [];
    const closers: (() => unknown)[] = [];
    for (const history of histories) {
      const store = new InMemoryStore();
      closers.push(() => store.close());
      await loadThroughStore(store, history);
      lanes.push({ side: 'memory', history, target: await StoreTarget.open(store), sampler: new Sampler(history) });
    }
    return { lanes, close: () => closeAll(closers) };
  },
};
