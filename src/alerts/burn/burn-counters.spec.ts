import fc from 'fast-check';
import { BURN_WINDOW_MS, type BurnWindow } from '../../settings/burn-rate.ts';
import { BurnCounters } from './burn-counters.ts';

const NOW = Date.parse('2026-11-22T04:00:00Z');
const STEP_MS: Readonly<Record<BurnWindow, number>> = {
  '5m': 60_000,
  '30m': 60_000,
  '1h': 60_000,
  '2h': 600_000,
  '6h': 600_000,
  '1d': 3_600_000,
  '3d': 3_600_000,
};

it('count what a list of all observations counts, to the step', () => {
  const observed = fc.record({ afterMs: fc.integer({ min: 1, max: 5_400_000 }), ok: fc.boolean() });
  fc.assert(
    fc.property(fc.array(observed, { maxLength: 150 }), (observations) => {
      const counters = new BurnCounters();
      const seen: { at: number; ok: boolean }[] = [];
      let now = NOW;
      for (const { afterMs, ok } of observations) {
        now += afterMs;
        counters.record(now, ok);
        seen.push({ at: now, ok });
        for (const window of Object.keys(BURN_WINDOW_MS) as BurnWindow[]) {
          const stepMs = STEP_MS[window];
          const first = Math.floor((now - BURN_WINDOW_MS[window]) / stepMs) + 1;
          const inside = seen.filter(({ at }) => Math.floor(at / stepMs) >= first);
          expect(counters.count(window, now)).toEqual({
            samples: inside.length,
            failures: inside.filter((each) => !each.ok).length,
          });
        }
      }
    }),
    { numRuns: 50 },
  );
});

it('forget everything after a long silence', () => {
  const counters = new BurnCounters();
  for (let i = 0; i < 100; i++) counters.record(NOW + i * 1_000, false);
  const later = NOW + 4 * 86_400_000;
  expect(counters.count('3d', later)).toEqual({ samples: 0, failures: 0 });
  expect(counters.hasFailures(later)).toBe(false);
  counters.record(later, true);
  expect(counters.count('3d', later)).toEqual({ samples: 1, failures: 0 });
});

it('take in a past that is older than what they hold, and ignore what is too old', () => {
  const counters = new BurnCounters();
  counters.record(NOW, true);
  counters.addPast(2, NOW - 2 * 86_400_000, { oks: 10, failures: 5 });
  counters.addPast(2, NOW - 5 * 86_400_000, { oks: 10, failures: 5 });
  expect(counters.count('3d', NOW)).toEqual({ samples: 16, failures: 5 });
  expect(counters.count('1d', NOW)).toEqual({ samples: 1, failures: 0 });
  expect(counters.coverage('3d', NOW)).toBe(1);
});

it('know how much of a window they have seen', () => {
  const counters = new BurnCounters();
  counters.record(NOW, true);
  expect(counters.coverage('1h', NOW + 1_800_000)).toBe(0.5);
});
