import type { HourBaseline, HourlyBaseline } from './hourly-baseline.ts';
import { median, sigmaOf } from './robust.ts';
import { estimateTrend, levelOf, type TrendEstimate, type TrendPoint } from './trend-estimate.ts';

export type TrendVerdict = 'improving' | 'stable' | 'degrading';

/** What a metric must do before anybody calls it a trend: what is certain can still be too small to matter. */
export interface TrendGuard {
  /** Change over the observed span, in percent of the level; null for metrics that are percentages themselves. */
  readonly leastChangePercent: number | null;
  /** Change over the observed span, in the metric's unit. */
  readonly leastChange: number;
  /** Points that it takes. */
  readonly fewestPoints: number;
}

export interface BaselineComparison extends HourBaseline {
  /** How far the last hour's median lies above the usual; null where the usual is 0. */
  readonly deviationPercent: number | null;
  readonly verdict: TrendVerdict;
}

export interface MetricTrend {
  readonly verdict: TrendVerdict;
  /** What the slope alone says. */
  readonly slope: TrendVerdict;
  /** Where what is usual at these hours is known, it is taken out: the daily rise of every morning is no trend. */
  readonly estimate: TrendEstimate;
  readonly baseline: BaselineComparison | null;
}

/** chosen: with guards and corrections it keeps wrong verdicts on noise well below 1 % (see the property tests). */
const SIGNIFICANT = 0.002;
/** Without a past to compare with, the daily course cannot be told from a trend: more change is asked for. */
const WITHOUT_BASELINE = 2.5;
const RECENT_HOURS = 1;
/** chosen: of the twelve or four points of an hour. */
const FEWEST_RECENT_SHARE = 0.5;
/** How far from the usual the last hour must be: in its own spread, and in size compared with a trend. */
const UNUSUAL_SIGMAS = 3;
const UNUSUAL_SIZE = 1.67;

export interface TrendQuestion {
  /** By time, evenly spaced but for gaps. */
  readonly points: readonly TrendPoint[];
  /** The same in steps as long as those of the baseline, where they are longer [points]. */
  readonly compared?: readonly TrendPoint[];
  readonly baseline: HourlyBaseline | null;
  readonly guard: TrendGuard;
}

/** Judges a metric of which more is worse. Null while there are too few points. */
export function judgeTrend({
  points,
  compared = points,
  baseline,
  guard,
}: TrendQuestion): MetricTrend | null {
  if (points.length < guard.fewestPoints) return null;
  const adjusted = baseline === null ? null : withoutUsualCourse(points, baseline, guard);
  const estimate = estimateTrend(adjusted ?? points);
  if (estimate === null) return null;
  const slope =
    adjusted === null ? alone(points, estimate, guard) : against(adjusted, estimate, points, guard);
  const comparison = baseline === null ? null : compare(compared, baseline, guard);
  // Where the two contradict, the direction counts: what is still bad and falls is improving.
  const verdict = slope === 'stable' && comparison !== null ? comparison.verdict : slope;
  return { verdict, slope, estimate, baseline: comparison };
}

function alone(points: readonly TrendPoint[], estimate: TrendEstimate, guard: TrendGuard): TrendVerdict {
  return judgeSlope(points, estimate, scaled(guard, WITHOUT_BASELINE));
}

/** Against the usual course a trend must show, and in the plain values too: what is usual is itself uncertain. */
function against(
  adjusted: readonly TrendPoint[],
  estimate: TrendEstimate,
  points: readonly TrendPoint[],
  guard: TrendGuard,
): TrendVerdict {
  const verdict = judgeSlope(adjusted, estimate, guard);
  if (verdict === 'stable') return verdict;
  return judgeSlope(points, estimateTrend(points)!, guard) === verdict ? verdict : 'stable';
}

function judgeSlope(points: readonly TrendPoint[], estimate: TrendEstimate, guard: TrendGuard): TrendVerdict {
  const spanHours = points.at(-1)!.atHours - points[0]!.atHours;
  const change = estimate.slopePerHour * spanHours;
  if (estimate.pValue >= SIGNIFICANT || !matters(change, levelOf(points), guard)) return 'stable';
  return change > 0 ? 'degrading' : 'improving';
}

function compare(
  points: readonly TrendPoint[],
  baseline: HourlyBaseline,
  guard: TrendGuard,
): BaselineComparison | null {
  const newest = points.at(-1)?.atHours;
  const usual = newest === undefined ? null : baseline.hour(newest);
  if (newest === undefined || usual === null) return null;
  const recent = points.filter(({ atHours }) => atHours > newest - RECENT_HOURS);
  const level = median(recent.map(({ value }) => value));
  const expected = median(recent.map(({ atHours }) => baseline.expected(atHours) ?? usual.median));
  const deviation = level - expected;
  const isEnough = recent.length >= FEWEST_RECENT_SHARE * pointsAnHour(points);
  // Rare failures spread by nothing at all, and what answers like clockwork has some play: half of them are equal.
  const sigma = Math.max(sigmaOf(usual.mad), guard.leastChange);
  const isUnusual =
    isEnough &&
    Math.abs(deviation) >= UNUSUAL_SIGMAS * sigma &&
    matters(deviation, expected, scaled(guard, UNUSUAL_SIZE));
  return {
    ...usual,
    deviationPercent: expected === 0 ? null : (100 * deviation) / expected,
    verdict: isUnusual ? (deviation > 0 ? 'degrading' : 'improving') : 'stable',
  };
}

/** The values as they were if every hour were like the newest; null where some hour's usual value is not known. */
function withoutUsualCourse(
  points: readonly TrendPoint[],
  baseline: HourlyBaseline,
  { leastChangePercent }: TrendGuard,
): readonly TrendPoint[] | null {
  const now = baseline.expected(points.at(-1)!.atHours);
  if (now === null) return null;
  const isRelative = leastChangePercent !== null;
  const adjusted: TrendPoint[] = [];
  for (const { atHours, value } of points) {
    const usual = baseline.expected(atHours);
    if (usual === null || (isRelative && usual <= 0)) return null;
    adjusted.push({ atHours, value: isRelative ? (value * now) / usual : value + now - usual });
  }
  return adjusted;
}

function matters(change: number, level: number, { leastChange, leastChangePercent }: TrendGuard): boolean {
  if (Math.abs(change) < leastChange) return false;
  return leastChangePercent === null || Math.abs(change) * 100 >= leastChangePercent * Math.abs(level);
}

function scaled(guard: TrendGuard, factor: number): TrendGuard {
  const { leastChange, leastChangePercent } = guard;
  return {
    ...guard,
    leastChange: leastChange * factor,
    leastChangePercent: leastChangePercent === null ? null : leastChangePercent * factor,
  };
}

/** As many as fit between the two closest. */
function pointsAnHour(points: readonly TrendPoint[]): number {
  let least = RECENT_HOURS;
  for (let i = 1; i < points.length; i++)
    least = Math.min(least, points[i]!.atHours - points[i - 1]!.atHours);
  return RECENT_HOURS / least;
}
