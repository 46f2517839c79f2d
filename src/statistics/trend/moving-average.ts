import type { TrendPoint } from './trend-estimate.ts';

/** Mean of what lies within the span before `nowHours`; null when nothing does. */
export function movingAverage(
  points: readonly TrendPoint[],
  nowHours: number,
  spanHours: number,
): number | null {
  let sum = 0;
  let count = 0;
  for (const { atHours, value } of points) {
    if (atHours <= nowHours - spanHours || atHours > nowHours) continue;
    sum += value;
    count++;
  }
  return count === 0 ? null : sum / count;
}

/** Exponentially weighted: what is a half-life older weighs half as much, gaps included. Null when empty. */
export function weightedAverage(points: readonly TrendPoint[], halfLifeHours: number): number | null {
  const newest = points.at(-1);
  if (newest === undefined) return null;
  let sum = 0;
  let weights = 0;
  for (const { atHours, value } of points) {
    const weight = 2 ** ((atHours - newest.atHours) / halfLifeHours);
    sum += weight * value;
    weights += weight;
  }
  return sum / weights;
}
