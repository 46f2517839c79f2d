import type { Resolution } from './resolution.ts';
import { RESOLUTION_MS, RESOLUTIONS } from './resolution.ts';

const DAY_MS = 86_400_000;

/** How much of the past is kept. */
export interface Retention {
  /** Raw records of each target. */
  readonly recordsPerTarget: number;
  readonly rollupDays: Readonly<Record<Resolution, number>>;
  /** Transitions, circuit changes and spend; and raw records, however few. */
  readonly eventDays: number;
}

/**
 * Below these what is still open could not be merged: a coarse roll-up is made of finer ones when its time is over,
 * and made again when something comes late.
 */
export const FEWEST_DAYS: Readonly<Record<Resolution, number>> = {
  '1m': 1,
  '5m': 1,
  '15m': 1,
  '1h': 2,
  '1d': 2,
};
const FEWEST_RECORDS = 10;

/** What is observed later than this is kept as a record and in no roll-up: its minute may be gone. */
export const LATEST_MS = DAY_MS / 2;

export function keptMs(retention: Retention, resolution: Resolution): number {
  return retention.rollupDays[resolution] * DAY_MS;
}

export function eventsKeptMs(retention: Retention): number {
  return retention.eventDays * DAY_MS;
}

/** The same with everything shortened to a share of it, as far as that can go. */
export function tightened(retention: Retention, share: number): Retention {
  const days = RESOLUTIONS.map((each): [Resolution, number] => [
    each,
    Math.max(FEWEST_DAYS[each], retention.rollupDays[each] * share),
  ]);
  return {
    recordsPerTarget: Math.max(FEWEST_RECORDS, Math.floor(retention.recordsPerTarget * share)),
    rollupDays: Object.fromEntries(days) as Record<Resolution, number>,
    eventDays: Math.max(FEWEST_DAYS['1d'], retention.eventDays * share),
  };
}

/** Roll-ups that one set of one target has at most. */
function mostRollups(retention: Retention): number {
  return RESOLUTIONS.reduce(
    (sum, each) => sum + Math.ceil(keptMs(retention, each) / RESOLUTION_MS[each]) + 1,
    0,
  );
}

/**
 * Bytes that one of them takes in SQLite, free space in its pages included; measured: a record 106, a roll-up of checks
 * 75 over a year, of calls 222 at 60 calls each, 455 at 600, 910 at 6,000 and 1,650 at 100,000.
 */
const MOST_BYTES = { record: 150, checks: 120, calls: 1_000 } as const;

/**
 * What so many targets take at most, however long they are watched: for each the records that are kept, and of each
 * resolution as many roll-ups as fit into its retention. By default 1.4 MB for a target that is only checked, and
 * 12 MB for one with 100 calls a minute; 100 targets that are only checked stay below 145 MB.
 */
export function mostBytes(retention: Retention, targets: { checked: number; called: number }): number {
  const records = (targets.checked + targets.called) * retention.recordsPerTarget * MOST_BYTES.record;
  const checks = (targets.checked + targets.called) * mostRollups(retention) * MOST_BYTES.checks;
  return records + checks + targets.called * mostRollups(retention) * MOST_BYTES.calls;
}
