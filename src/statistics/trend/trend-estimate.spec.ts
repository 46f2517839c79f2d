import fc from 'fast-check';
import { varianceInflation } from './autocorrelation.ts';
import { normalTail } from './normal-tail.ts';
import { movingAverage, weightedAverage } from './moving-average.ts';
import { estimateTrend, type TrendPoint } from './trend-estimate.ts';

function points(values: readonly number[]): TrendPoint[] {
  return values.map((value, i) => ({ atHours: i / 12, value }));
}

const values = fc.array(fc.double({ min: 1, max: 10_000, noNaN: true }), { minLength: 4, maxLength: 40 });

describe('the estimate of a trend', () => {
  it('finds the slope of a line, whatever a few wild values do', () => {
    const line = Array.from({ length: 24 }, (_, i) => 100 + 5 * i);
    line[3] = 90_000;
    line[17] = 1;
    expect(estimateTrend(points(line))!.slopePerHour).toBeCloseTo(60, 0);
  });

  it('agrees with published figures of Mann and Kendall', () => {
    // Ten rising values without ties: S = 45, Var = 10 · 9 · 25 / 18 = 125, Z = 44 / √125.
    const { pValue } = estimateTrend(points([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))!;
    expect(normalTail(1.96)).toBeCloseTo(0.025, 4);
    expect(normalTail(-1.96)).toBeCloseTo(0.975, 4);
    // The ranks lie on a line: only the bias correction widens the spread.
    const z = 44 / Math.sqrt(125 * varianceInflation(new Float64Array(10)));
    expect(pValue).toBeCloseTo(2 * normalTail(z), 10);
  });

  it('says nothing of values that are all equal', () => {
    expect(estimateTrend(points(Array.from({ length: 20 }, () => 7)))).toMatchObject({
      slopePerHour: 0,
      pValue: 1,
    });
  });

  it('turns round with its values, and its interval holds its slope', () => {
    fc.assert(
      fc.property(values, (some) => {
        const there = estimateTrend(points(some))!;
        const back = estimateTrend(points(some.toReversed()))!;
        expect(back.slopePerHour).toBeCloseTo(-there.slopePerHour, 6);
        expect(back.pValue).toBeCloseTo(there.pValue, 10);
        expect(there.slopeCi[0]).toBeLessThanOrEqual(there.slopePerHour);
        expect(there.slopeCi[1]).toBeGreaterThanOrEqual(there.slopePerHour);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('trusts neighbours that resemble each other less', () => {
    const alternating = Float64Array.from({ length: 30 }, (_, i) => i % 2);
    const waves = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i / 4));
    expect(varianceInflation(alternating)).toBe(1);
    expect(varianceInflation(waves)).toBeGreaterThan(4);
  });
});

describe('a moving average', () => {
  const series = points([10, 20, 30, 40]);
  const newest = series.at(-1)!.atHours;

  it('is the mean of what lies within its span', () => {
    expect(movingAverage(series, newest, 1 / 12)).toBe(40);
    expect(movingAverage(series, newest, 2.5 / 12)).toBe(30);
    expect(movingAverage(series, newest + 5, 1)).toBeNull();
  });

  it('weighs by half for each half-life, over gaps as well', () => {
    const gap = [
      { atHours: 0, value: 10 },
      { atHours: 2, value: 40 },
    ];
    expect(weightedAverage(gap, 1)).toBeCloseTo((10 * 0.25 + 40) / 1.25, 10);
    expect(weightedAverage([], 1)).toBeNull();
  });
});
