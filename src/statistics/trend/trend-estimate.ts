import { varianceInflation } from './autocorrelation.ts';
import { normalTail } from './normal-tail.ts';
import { median, medianOfSorted } from './robust.ts';

export interface TrendPoint {
  readonly atHours: number;
  readonly value: number;
}

export interface TrendEstimate {
  /** Theil–Sen: the median of the slopes between all pairs; a quarter of wild values does not move it. */
  readonly slopePerHour: number;
  /** 95 %, by Sen's ranks. */
  readonly slopeCi: readonly [number, number];
  /** Of Mann–Kendall, two-sided, corrected for ties and for neighbours that resemble each other. */
  readonly pValue: number;
  readonly samples: number;
}

const Z_95 = 1.96;

/** Whether and how fast values rise or fall. Points by time; null for fewer than 4. */
export function estimateTrend(points: readonly TrendPoint[]): TrendEstimate | null {
  const n = points.length;
  if (n < 4) return null;
  const { slopes, s } = pairwise(points);
  const slopePerHour = medianOfSorted(slopes);
  const values = new Float64Array(points.map(({ value }) => value));
  const sigma = Math.sqrt(kendallVariance(values) * varianceInflation(values));
  const reach = Z_95 * sigma;
  return {
    slopePerHour,
    slopeCi: [slopeAt(slopes, (slopes.length - reach) / 2), slopeAt(slopes, (slopes.length + reach) / 2)],
    // One less, because the statistic moves in steps of two.
    pValue: sigma === 0 || s === 0 ? 1 : Math.min(1, 2 * normalTail((Math.abs(s) - 1) / sigma)),
    samples: n,
  };
}

/** The values with the line taken out stay at their middle level. */
export function levelOf(points: readonly TrendPoint[]): number {
  return median(points.map(({ value }) => value));
}

/** Sorted slopes of all pairs, and Kendall's S: pairs that rise less those that fall. */
function pairwise(points: readonly TrendPoint[]): { slopes: Float64Array; s: number } {
  const n = points.length;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let s = 0;
  let next = 0;
  for (let j = 1; j < n; j++) {
    const later = points[j]!;
    for (let i = 0; i < j; i++) {
      const earlier = points[i]!;
      const rise = later.value - earlier.value;
      s += Math.sign(rise);
      slopes[next++] = rise / (later.atHours - earlier.atHours);
    }
  }
  return { slopes: slopes.toSorted(), s };
}

/** Of S when nothing is going on; groups of equal values have no say. */
function kendallVariance(values: Float64Array): number {
  const sorted = values.toSorted();
  let variance = spread(sorted.length);
  for (let from = 0; from < sorted.length;) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    variance -= spread(to - from);
    from = to;
  }
  return variance / 18;
}

function spread(count: number): number {
  return count * (count - 1) * (2 * count + 5);
}

/** `rank` counts from 1 and may lie between two or beyond the ends. */
function slopeAt(slopes: Float64Array, rank: number): number {
  const index = Math.min(slopes.length - 1, Math.max(0, rank - 1));
  const below = Math.floor(index);
  const low = slopes[below]!;
  const high = slopes[Math.min(slopes.length - 1, below + 1)]!;
  return low + (high - low) * (index - below);
}
