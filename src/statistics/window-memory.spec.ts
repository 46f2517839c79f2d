import { lognormal, seededRandom } from '../../bench/statistics/samples.ts';
import { WindowPool } from './window-pool.ts';

const KIB = 1_024;

function largestBytes(perSecond: number, sample: () => number): number {
  const pool = new WindowPool([false, true]);
  const handle = pool.open(3);
  let largest = 0;
  for (let i = 0; i < perSecond * 1_200; i++) {
    const latencyMs = sample();
    const measures = { latencyMs, ttftMs: latencyMs / 4, tokensPerSecond: 20_000 / latencyMs };
    pool.recordCall(handle, (i * 1_000) / perSecond, i % 50 === 0 ? 1 : 0, measures);
    if (i % 1_000 === 0) largest = Math.max(largest, pool.bytesOf(handle));
  }
  return largest;
}

describe('the memory of a series', () => {
  it('is a few KiB for both sets of a target that is only probed', () => {
    const pool = new WindowPool([false, true]);
    const checks = pool.open(1);
    const calls = pool.open(3);
    for (let i = 0; i < 1_000; i++) pool.record(checks, i * 15_000, 0, 100);
    expect(pool.bytesOf(checks) + pool.bytesOf(calls)).toBeLessThan(4 * KIB);
  });

  it.each([1, 20, 200])('stays below 41 KiB for the three measures of %i calls a second', (perSecond) => {
    expect(largestBytes(perSecond, lognormal(seededRandom(5), 600, 0.5))).toBeLessThan(41 * KIB);
  });

  it('is bounded even when latencies are spread evenly over the whole range', () => {
    const random = seededRandom(9);
    expect(largestBytes(300, () => 0.01 * 3.6e8 ** random())).toBeLessThan(100 * KIB);
  });
});
