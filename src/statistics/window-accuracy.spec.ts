import { bimodal, exactPercentile, lognormal, seededRandom } from '../../bench/statistics/samples.ts';
import { WindowPool } from './window-pool.ts';
import { type Distribution } from './window-summary.ts';

const WINDOW_MS = 895_000;

/** Latencies spread over 15 minutes, recorded in order. */
function recordAll(pool: WindowPool, handle: number, latencies: Float64Array): number {
  const spacingMs = WINDOW_MS / latencies.length;
  latencies.forEach((latencyMs, i) => pool.record(handle, i * spacingMs, 0, latencyMs));
  return WINDOW_MS - 1;
}

function worstError(found: Distribution, latencies: ArrayLike<number>): number {
  const sorted = Float64Array.from(latencies).toSorted();
  const errors = ([50, 90, 95, 99] as const).map((percent) => {
    const exact = exactPercentile(sorted, percent);
    return Math.abs(found[`p${percent}`] - exact) / exact;
  });
  return Math.max(...errors);
}

const SHAPES = {
  lognormal: (random: () => number) => lognormal(random, 420, 0.7),
  bimodal,
};

describe.each(Object.entries(SHAPES))('percentiles of %s latencies', (_name, shape) => {
  it.each([10, 32])('are exact for %i samples, 20 seeds', (volume) => {
    for (let seed = 1; seed <= 20; seed++) {
      const pool = new WindowPool([false]);
      const handle = pool.open(1);
      const latencies = Float64Array.from({ length: volume }, shape(seededRandom(seed)));
      const nowMs = recordAll(pool, handle, latencies);
      expect(
        worstError(pool.summary(handle, '15m', nowMs).latencyMs as Distribution, latencies),
      ).toBeLessThan(1e-6);
    }
  });

  it.each([100, 1_000, 20_000])('err by at most 1 %% of %i samples, 20 seeds', (volume) => {
    for (let seed = 1; seed <= 20; seed++) {
      const pool = new WindowPool([false]);
      const handle = pool.open(1);
      const latencies = Float64Array.from({ length: volume }, shape(seededRandom(seed)));
      const nowMs = recordAll(pool, handle, latencies);
      expect(
        worstError(pool.summary(handle, '15m', nowMs).latencyMs as Distribution, latencies),
      ).toBeLessThanOrEqual(0.01);
    }
  });

  it('err by at most 1 % of 200,000 samples, and every one is counted', () => {
    const pool = new WindowPool([false]);
    const handle = pool.open(1);
    const latencies = Float64Array.from({ length: 200_000 }, shape(seededRandom(3)));
    const nowMs = recordAll(pool, handle, latencies);
    const found = pool.summary(handle, '15m', nowMs).latencyMs as Distribution;
    expect(found.count).toBe(200_000);
    expect(worstError(found, latencies)).toBeLessThanOrEqual(0.01);
  });
});

describe('a series so busy that its old slots are merged', () => {
  const pool = new WindowPool([false, true]);
  const handle = pool.open(1);
  const sample = lognormal(seededRandom(11), 300, 0.8);
  const perSlot = 1_500;
  const slots = 300;
  const latencies = Float64Array.from({ length: perSlot * slots }, sample);
  latencies.forEach((latencyMs, i) => pool.record(handle, (i * 5_000) / perSlot, 0, latencyMs));
  const nowMs = slots * 5_000 - 1;

  it.each([
    ['1m', 12, 0],
    ['5m', 60, 12],
    ['15m', 180, 40],
  ] as const)(
    'keeps the %s window whole, with a far edge somewhat later',
    (window, windowSlots, lateSlots) => {
      const found = pool.summary(handle, window, nowMs);
      const latency = found.latencyMs as Distribution;
      expect(found.count).toBe(windowSlots * perSlot);
      expect(latency.count).toBeGreaterThanOrEqual(windowSlots * perSlot);
      expect(latency.count).toBeLessThanOrEqual((windowSlots + lateSlots) * perSlot);
      // Latencies came in order, so what it holds are the newest ones.
      const held = latencies.slice(-latency.count);
      expect(worstError(latency, held)).toBeLessThanOrEqual(0.01);
      expect([latency.min, latency.max]).toEqual([exactNanos(Math.min, held), exactNanos(Math.max, held)]);
      expect(latency.mean).toBeCloseTo(held.reduce((sum, value) => sum + value, 0) / held.length, 5);
    },
  );

  it('forgets all of it in the end', () => {
    for (let i = 1; i <= 100; i++) pool.record(handle, nowMs + i * 9_000, 0, 50);
    const found = pool.summary(handle, '15m', nowMs + 900_000).latencyMs as Distribution;
    expect([found.count, found.min, found.p50, found.max]).toEqual([100, 50, 50, 50]);
  });
});

function exactNanos(pick: (a: number, b: number) => number, values: Float64Array): number {
  return Math.round(values.reduce((best, value) => pick(best, value)) * 1e6) / 1e6;
}

describe('a series whose slots hardly fit', () => {
  it('holds the newest samples and no others, at every moment', () => {
    const pool = new WindowPool([false]);
    const handle = pool.open(1);
    const random = seededRandom(21);
    const perSlot = 200;
    const sumsMs = [0];
    for (let slot = 1; slot <= 320; slot++) {
      for (let i = 0; i < perSlot; i++) {
        const latencyMs = Math.round(0.02 * 1e8 ** random() * 1e6) / 1e6;
        pool.record(handle, slot * 5_000 + i, 0, latencyMs);
        sumsMs.push((sumsMs.at(-1) as number) + latencyMs);
      }
      for (const [window, slots] of [
        ['1m', 12],
        ['5m', 60],
        ['15m', 180],
      ] as const) {
        const { count, mean } = pool.summary(handle, window, slot * 5_000 + perSlot)
          .latencyMs as Distribution;
        expect(count).toBeGreaterThanOrEqual(Math.min(slot, slots) * perSlot);
        expect(count).toBeLessThanOrEqual(slots * 1.6 * perSlot);
        const heldMs = (sumsMs.at(-1) as number) - (sumsMs.at(-1 - count) as number);
        expect(Math.abs(mean * count - heldMs)).toBeLessThanOrEqual(heldMs * 1e-9);
      }
    }
  });
});

describe('counts beyond 16 bits', () => {
  it('are kept in one bucket of one slot', () => {
    const pool = new WindowPool([false]);
    const handle = pool.open(1);
    for (let i = 0; i < 200_000; i++) pool.record(handle, 1_000 + i / 100, 0, 100);
    expect(pool.summary(handle, '1m', 4_000).latencyMs).toMatchObject({
      count: 200_000,
      mean: 100,
      p50: 100,
    });
    expect(pool.record(handle, 70_000, 0, 30)).toBe(true);
    expect(pool.summary(handle, '1m', 70_000).latencyMs).toMatchObject({ count: 1, max: 30 });
    expect(pool.record(handle, 2_500, 0, 100)).toBe(true);
    for (let i = 0; i < 64; i++) pool.record(handle, 70_000, 0, 30);
    expect(pool.summary(handle, '5m', 70_000)).toMatchObject({ count: 200_066, byOutcome: [200_066] });
  });
});
