import type { EpochMs } from '../../../clock/clock.ts';
import type { HistoryStore } from '../../history-store.ts';
import { startOf } from '../../resolution.ts';
import type { Rollup } from '../../rollup.ts';
import type { TimelineReader } from '../timeline-reader.ts';
import type { OutcomeCounts } from './outcome-counts.ts';
import type { UptimeLedger } from './uptime-ledger.ts';

const HOUR_MS = 3_600_000;
export const LONGEST_UPTIME_MS = 30 * 24 * HOUR_MS;

export interface TargetLedgers {
  /** What happened from here on they have seen themselves. */
  readonly beganAt: EpochMs;
  readonly uptime: UptimeLedger;
  readonly outcomes: OutcomeCounts;
}

/** Fills in what happened before, from what is kept of it. */
export async function restorePast(
  targetId: string,
  ledgers: TargetLedgers,
  { store, timelines }: { store: HistoryStore; timelines: TimelineReader },
): Promise<void> {
  const { beganAt, uptime, outcomes } = ledgers;
  const range = { from: beganAt - LONGEST_UPTIME_MS, to: beganAt };
  const intervals = await timelines.intervals(targetId, range);
  // Hours are enough for what lies further back: each is a sketch to be unpacked.
  const lastHour = startOf(beganAt, '1h') - HOUR_MS;
  const dayAgo = beganAt - 24 * HOUR_MS;
  const hours = await store.rollups({ targetId, resolution: '1h', from: dayAgo, to: lastHour });
  const recent = await store.rollups({ targetId, resolution: '5m', from: lastHour, to: beganAt });
  uptime.prepend(intervals, beganAt);
  for (const { at, ok, failed } of sumsOf([...hours, ...recent])) outcomes.restore(at, ok, failed);
}

/** Checks and calls together, by when they begin. */
function sumsOf(rollups: readonly Rollup[]): Iterable<{ at: EpochMs; ok: number; failed: number }> {
  const sums = new Map<EpochMs, { at: EpochMs; ok: number; failed: number }>();
  for (const { from, tally } of rollups) {
    const sum = sums.get(from) ?? { at: from, ok: 0, failed: 0 };
    sum.ok += tally.ok;
    sum.failed += tally.failures;
    sums.set(from, sum);
  }
  return sums.values();
}
