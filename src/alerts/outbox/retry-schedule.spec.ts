import { RetrySchedule } from './retry-schedule.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('the retry schedule', () => {
  const punctual = new RetrySchedule(() => 0);

  it('begins close together and ends after about three days', () => {
    const waits = Array.from({ length: punctual.mostAttempts }, (_, index) =>
      punctual.waitAfter(index + 1, null),
    );
    expect(waits.slice(0, 11)).toEqual(
      [2, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200].map((seconds) => seconds * 1_000),
    );
    expect(new Set(waits.slice(11, -1))).toEqual(new Set([4 * HOUR_MS]));
    expect(waits.at(-1)).toBeNull();
    const allMs = waits.reduce<number>((sum, waitMs) => sum + (waitMs ?? 0), 0);
    expect(allMs / HOUR_MS).toBeGreaterThan(70);
    expect(allMs / HOUR_MS).toBeLessThanOrEqual(72);
  });

  it('heeds what the receiver asks for where that is longer, and an hour at most', () => {
    expect(punctual.waitAfter(1, 30_000)).toBe(30_000);
    expect(punctual.waitAfter(5, 30_000)).toBe(MINUTE_MS);
    expect(punctual.waitAfter(1, 24 * HOUR_MS)).toBe(HOUR_MS);
  });

  it('spreads what failed together by up to a tenth, never to be earlier', () => {
    expect(new RetrySchedule(() => 0.999).waitAfter(4, null)).toBeCloseTo(32_997, 0);
  });
});
