import type { EpochMs } from '../../clock/clock.ts';
import type { Status } from '../../health/status.ts';
import type { TimeRange } from '../history-store.ts';
import type { StatusChange, StatusTrack } from './status-track.ts';

export interface ReplayRow {
  readonly at: EpochMs;
  readonly targetId: string;
  readonly was: Status;
  readonly wouldHaveBeen: Status;
  /** Why it would have been; where that changed nothing, why it was. */
  readonly why: string;
}

export interface StatusTotals {
  readonly minutes: Readonly<Record<Status, number>>;
  /** Transitions that are worth an alert. */
  readonly becameUnhealthy: number;
  /** From healthy or unknown. */
  readonly becameDegraded: number;
}

export interface TrackPair {
  readonly was: StatusTrack;
  readonly wouldHaveBeen: StatusTrack;
}

const MINUTE_MS = 60_000;
/** What time alone changes is seen once a second, then as now, and not at the same moment. */
const SAME_MOMENT_MS = 1_500;

interface Step extends StatusChange {
  readonly side: keyof TrackPair;
}

/** The state at the beginning, and a row for each change of either. */
export function sideBySide(targetId: string, tracks: TrackPair, range: TimeRange): ReplayRow[] {
  const [wasFirst, ...wasLater] = tracks.was.within(range);
  const [wouldFirst, ...wouldLater] = tracks.wouldHaveBeen.within(range);
  const steps: Step[] = [
    ...wasLater.map((change): Step => ({ ...change, side: 'was' })),
    ...wouldLater.map((change): Step => ({ ...change, side: 'wouldHaveBeen' })),
  ].toSorted((a, b) => a.at - b.at);
  const rows: ReplayRow[] = [
    {
      at: range.from,
      targetId,
      was: wasFirst!.status,
      wouldHaveBeen: wouldFirst!.status,
      why: wouldFirst!.why || wasFirst!.why,
    },
  ];
  let sides = new Set<Step['side']>(['was', 'wouldHaveBeen']);
  for (const step of steps) {
    const last = rows.at(-1)!;
    const row = { ...last, [step.side]: step.status, why: step.why || last.why };
    if (!sides.has(step.side) && step.at - last.at <= SAME_MOMENT_MS) {
      sides.add(step.side);
      rows[rows.length - 1] = { ...row, why: step.side === 'was' ? last.why : step.why };
    } else {
      sides = new Set([step.side]);
      rows.push({ ...row, at: step.at, why: step.why });
    }
  }
  return rows;
}

export function totalsOf(track: StatusTrack, range: TimeRange, gaps: readonly TimeRange[]): StatusTotals {
  const minutes = { healthy: 0, degraded: 0, unhealthy: 0, unknown: 0 };
  let becameUnhealthy = 0;
  let becameDegraded = 0;
  const changes = track.within(range);
  changes.forEach(({ at, status }, i) => {
    minutes[status] += watchedMs({ from: at, to: changes[i + 1]?.at ?? range.to }, gaps) / MINUTE_MS;
    const before = changes[i - 1]?.status;
    if (before === undefined) return;
    if (status === 'unhealthy') becameUnhealthy++;
    if (status === 'degraded' && before !== 'unhealthy') becameDegraded++;
  });
  return { minutes, becameUnhealthy, becameDegraded };
}

function watchedMs({ from, to }: TimeRange, gaps: readonly TimeRange[]): number {
  const missed = gaps.reduce(
    (sum, gap) => sum + Math.max(0, Math.min(to, gap.to) - Math.max(from, gap.from)),
    0,
  );
  return to - from - missed;
}
