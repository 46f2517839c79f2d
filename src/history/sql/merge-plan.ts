import { finerThan, type Resolution } from '../resolution.ts';
import { RESOLUTION_MINUTES } from './codes.ts';
import type { MinuteRange } from './rollup-merging.ts';
import type { RollupProgress } from './rollup-progress.ts';

/** chosen: buckets merged at once when there is much to catch up on. */
export const BUCKETS_AT_ONCE = 12;

/** What of a target is over and not yet merged into this resolution; null when nothing is. */
export function unmergedRange(
  resolution: Resolution,
  progress: RollupProgress,
  targetId: number,
  nowMinute: number,
): MinuteRange | null {
  const finer = finerThan(resolution);
  if (finer === null) return null;
  const length = RESOLUTION_MINUTES.codeOf(resolution);
  const over = Math.min(nowMinute, progress.untilMinute(finer, targetId));
  const fromMinute = progress.untilMinute(resolution, targetId);
  const toMinute = over - (over % length);
  return fromMinute < toMinute ? { fromMinute, toMinute } : null;
}

/** The first portion of a range, beginning no earlier than there is something to merge. */
export function firstPortion(
  resolution: Resolution,
  range: MinuteRange,
  firstRowMinute: number | null,
): MinuteRange {
  const length = RESOLUTION_MINUTES.codeOf(resolution);
  if (firstRowMinute === null) return { fromMinute: range.toMinute, toMinute: range.toMinute };
  const fromMinute = Math.max(range.fromMinute, firstRowMinute - (firstRowMinute % length));
  return { fromMinute, toMinute: Math.min(range.toMinute, fromMinute + length * BUCKETS_AT_ONCE) };
}

export function isLong(resolution: Resolution, { fromMinute, toMinute }: MinuteRange): boolean {
  return toMinute - fromMinute > RESOLUTION_MINUTES.codeOf(resolution) * BUCKETS_AT_ONCE;
}
