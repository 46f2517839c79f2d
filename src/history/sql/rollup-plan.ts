import { type Resolution, RESOLUTIONS } from '../resolution.ts';
import { RESOLUTION_MINUTES } from './codes.ts';
import type { MinuteRange } from './rollup-merging.ts';

/** A run of roll-ups of one resolution. */
export interface PlannedRun extends MinuteRange {
  readonly resolution: Resolution;
}

/** What there is of one target. */
export interface Available {
  /** Up to where a resolution has been merged. */
  untilMinute(resolution: Resolution): number;
  /** From where on it is kept. */
  floorMinute(resolution: Resolution): number;
}

const COARSEST_FIRST = RESOLUTIONS.toReversed();

/** Covers a range with as few roll-ups as it can: coarse ones in the middle, finer ones at its ends. */
export function planRuns({ fromMinute, toMinute }: MinuteRange, available: Available): PlannedRun[] {
  const runs: PlannedRun[] = [];
  for (let at = fromMinute; at < toMinute;) {
    const run = longestRun({ fromMinute: at, toMinute }, available);
    runs.push(run);
    at = run.toMinute;
  }
  return runs;
}

/** Rounded down to the finest roll-ups that are still kept of that time. */
export function roundedDown(minute: number, available: Available): number {
  const finest = RESOLUTIONS.find((each) => startAt(minute, each) >= available.floorMinute(each)) ?? '1d';
  return startAt(minute, finest);
}

/** As many of the coarsest that fits here as there are before a coarser one fits. */
function longestRun({ fromMinute, toMinute }: MinuteRange, available: Available): PlannedRun {
  const resolution = COARSEST_FIRST.find((each) => fits(each, fromMinute, toMinute, available)) ?? '1m';
  let end = fromMinute;
  do {
    end += RESOLUTION_MINUTES.codeOf(resolution);
  } while (
    end < toMinute &&
    COARSEST_FIRST.find((each) => fits(each, end, toMinute, available)) === resolution
  );
  return { resolution, fromMinute, toMinute: Math.min(end, toMinute) };
}

function fits(resolution: Resolution, minute: number, toMinute: number, available: Available): boolean {
  const end = minute + RESOLUTION_MINUTES.codeOf(resolution);
  return (
    startAt(minute, resolution) === minute && end <= toMinute && end <= available.untilMinute(resolution)
  );
}

function startAt(minute: number, resolution: Resolution): number {
  return minute - (minute % RESOLUTION_MINUTES.codeOf(resolution));
}
