/** What must hold while many callers work on the same session. */
import { describe, expect, it } from 'vitest';
import { printFigure } from '../figure';
import { PATIENCE } from '../settings';
import type { StoreUnderTest } from '../store-under-test';
import { raceClears, raceLogAppends } from './race-logs';
import { raceAgentDeletions, raceEndings, raceOverrides, raceSameSession } from './race-sessions';

/** Proves every race; each prints its figures. */
export function sessionRacesContract(name: string, store: StoreUnderTest): void {
  describe('races', () => {
    it('logs that many append are numbered 1, 2, 3 … without a gap, those of a call together', PATIENCE, async () => {
      const figures = await raceLogAppends(store, { appenders: 20, rounds: 10 });
      printFigure(name, 'race.sessionLogs', figures);
      const right = { errors: 0, lost: 0, duplicates: 0, gaps: 0, apart: 0, strays: 0, miscounted: 0 };
      expect(figures).toEqual({ appended: 400, ...right });
    });

    it('clearing leaves the count right for those who append, and no id is given twice', PATIENCE, async () => {
      const figures = await raceClears(store, { appends: 8, rounds: 25 });
      printFigure(name, 'race.clearSessionLogs', figures);
      expect(figures).toEqual({ appended: 200, errors: 0, reused: 0, miscounted: 0, orphans: 0 });
    });

    it('of ten that end a running session differently, one wins', PATIENCE, async () => {
      const figures = await raceEndings(store, { rounds: 30 });
      printFigure(name, 'race.sessionStatus', figures);
      expect(figures).toEqual({ rounds: 30, winners: 30, wrongRefusals: 0, mixed: 0 });
    });

    it('overrides that many set are all kept', PATIENCE, async () => {
      const figures = await raceOverrides(store, { editors: 10, rounds: 10 });
      printFigure(name, 'race.overrides', figures);
      expect(figures).toEqual({ edits: 100, errors: 0, lost: 0, miscounted: 0 });
    });

    it('of those that expect the same revision exactly one wins', PATIENCE, async () => {
      const figures = await raceSameSession(store, { writers: 10, rounds: 20 });
      printFigure(name, 'race.session.expected', figures);
      expect(figures).toEqual({ rounds: 20, winners: 20, wrongRefusals: 0 });
    });

    it('an agent that is deleted leaves no session and no log, whoever creates and appends', PATIENCE, async () => {
      const figures = await raceAgentDeletions(store, { rounds: 60 });
      printFigure(name, 'race.deleteAgent with sessions', figures);
      expect(figures).toEqual({ rounds: 60, wrongRefusals: 0, survivors: 0, orphans: 0 });
    });
  });
}
