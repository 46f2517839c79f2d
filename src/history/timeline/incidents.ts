import type { EpochMs } from '../../clock/clock.ts';
import type { Blame } from '../../observations/failure-kind.ts';
import type { StatusInterval, TimelineReason } from './status-interval.ts';

/** A time of trouble as we saw it: degraded or unhealthy, from one healthy time to the next. */
export interface Incident {
  readonly from: EpochMs;
  /** Null while it lasts. */
  readonly to: EpochMs | null;
  readonly worstStatus: 'degraded' | 'unhealthy';
  /** Why it was as bad as it became. */
  readonly cause: TimelineReason;
  readonly blame: Blame | null;
  /** When it was confirmed as unhealthy; when it showed, where it never was. */
  readonly detectedAt: EpochMs;
  /** Since when all had been well before it; null where that is not known. */
  readonly wellSince: EpochMs | null;
}

interface Trouble extends StatusInterval {
  readonly status: 'degraded' | 'unhealthy';
}

/** chosen: trouble on both sides of a shorter blind time (a deploy, our own network) is one and the same. */
const BLIND_MS = 15 * 60_000;

/** By time. What we cannot see belongs to no incident, unless the trouble goes on right after it. */
export function incidentsOf(intervals: readonly StatusInterval[]): Incident[] {
  const runs: { troubles: Trouble[]; before: StatusInterval | undefined }[] = [];
  let open: Trouble[] | null = null;
  intervals.forEach((interval, i) => {
    if (interval.status === 'healthy') open = null;
    if (!isTrouble(interval)) return;
    if (open !== null && isSame(open.at(-1), interval)) {
      open.push(interval);
      return;
    }
    open = [interval];
    runs.push({ troubles: open, before: intervals[i - 1] });
  });
  return runs.map(({ troubles, before }) => incidentOf(troubles, before));
}

export function isTrouble(interval: StatusInterval): interval is Trouble {
  return interval.status === 'degraded' || interval.status === 'unhealthy';
}

function isSame(last: Trouble | undefined, next: Trouble): boolean {
  return next.from - (last?.to ?? -Infinity) <= BLIND_MS;
}

function incidentOf(troubles: readonly Trouble[], before: StatusInterval | undefined): Incident {
  const first = troubles[0]!;
  const worst = troubles.find(({ status }) => status === 'unhealthy') ?? first;
  return {
    from: first.from,
    to: troubles.at(-1)!.to,
    worstStatus: worst.status,
    cause: worst.reasons[0]!,
    blame: worst.blame,
    detectedAt: worst.from,
    wellSince: before?.status === 'healthy' ? before.from : null,
  };
}
