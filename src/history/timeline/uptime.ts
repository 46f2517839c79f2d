import type { EpochMs } from '../../clock/clock.ts';
import type { Status } from '../../health/status.ts';
import type { TimeRange } from '../history-store.ts';
import { endOf, type StatusInterval } from './status-interval.ts';

/** Share of the known time in which the status was not unhealthy, 0 to 100; null without known time. */
export function uptimePercent(
  intervals: readonly StatusInterval[],
  range: TimeRange,
  now: EpochMs,
): number | null {
  let knownMs = 0;
  let upMs = 0;
  for (let i = firstWithin(intervals, range.from, now); i < intervals.length; i++) {
    const interval = intervals[i]!;
    if (interval.from >= range.to) break;
    const shared = Math.min(endOf(interval, now), range.to) - Math.max(interval.from, range.from);
    if (shared <= 0 || !isKnown(interval.status)) continue;
    knownMs += shared;
    if (isUp(interval.status)) upMs += shared;
  }
  return knownMs === 0 ? null : (100 * upMs) / knownMs;
}

export function isKnown(status: Status): boolean {
  return status !== 'unknown';
}

export function isUp(status: Status): boolean {
  return status === 'healthy' || status === 'degraded';
}

/** Index of the first interval that ends after a time: a page of many roll-ups asks once for each. */
function firstWithin(intervals: readonly StatusInterval[], from: EpochMs, now: EpochMs): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (endOf(intervals[middle]!, now) <= from) low = middle + 1;
    else high = middle;
  }
  return low;
}
