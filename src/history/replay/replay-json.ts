import type { EpochMs } from '../../clock/clock.ts';
import type { ReplayReport } from './replay.ts';
import { notesOf } from './replay-text.ts';
import type { StatusTotals } from './side-by-side.ts';

/** The report as machines read it. */
export function replayJson(report: ReplayReport) {
  const { from, to, rows, targets, leftOut, madeUpCalls, gaps } = report;
  return {
    from: iso(from),
    to: iso(to),
    changes: rows.map(({ at, targetId, was, wouldHaveBeen, why }) => ({
      at: iso(at),
      target: targetId,
      was,
      would_have_been: wouldHaveBeen,
      why,
    })),
    totals: targets.map(({ targetId, coveredFrom, was, wouldHaveBeen }) => ({
      target: targetId,
      covered_from: coveredFrom === null ? null : iso(coveredFrom),
      was: totalsView(was),
      would_have_been: totalsView(wouldHaveBeen),
    })),
    left_out: leftOut,
    made_up_calls: madeUpCalls,
    gaps: gaps.map((gap) => ({ from: iso(gap.from), to: iso(gap.to) })),
    notes: notesOf(report),
  };
}

function totalsView({ minutes, becameUnhealthy, becameDegraded }: StatusTotals) {
  const { healthy, degraded, unhealthy, unknown } = minutes;
  return {
    minutes: {
      healthy: tenths(healthy),
      degraded: tenths(degraded),
      unhealthy: tenths(unhealthy),
      unknown: tenths(unknown),
    },
    became_unhealthy: becameUnhealthy,
    became_degraded: becameDegraded,
  };
}

function tenths(minutes: number): number {
  return Math.round(minutes * 10) / 10;
}

function iso(at: EpochMs): string {
  return new Date(at).toISOString();
}
