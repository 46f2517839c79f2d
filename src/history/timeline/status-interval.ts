import type { EpochMs } from '../../clock/clock.ts';
import type { Reason, Status } from '../../health/status.ts';
import type { Blame } from '../../observations/failure-kind.ts';
import type { Transition } from '../history-record.ts';
import type { TimeRange } from '../history-store.ts';

/** Why a status was what it was; nobody is judged while we do not run. */
export type TimelineReason = Reason | { readonly code: 'not_running'; readonly message: string };

/** A span of time in which a status did not change. */
export interface StatusInterval {
  readonly status: Status;
  readonly from: EpochMs;
  /** Null while it lasts. */
  readonly to: EpochMs | null;
  readonly reasons: readonly TimelineReason[];
  readonly blame: Blame | null;
}

/** What a target's status is now: changes are written a moment later than they happen. */
export interface LiveStatus {
  readonly status: Status;
  readonly since: EpochMs;
  readonly reasons: readonly Reason[];
  readonly blame: Blame | null;
}

export interface TimelineEvidence {
  /** By time; the first may lie before the range and was in force at its beginning. */
  readonly transitions: readonly Transition[];
  /** When we did not run; by time, apart from each other. */
  readonly gaps: readonly TimeRange[];
  /** Null for a target that is watched no more. */
  readonly live: LiveStatus | null;
}

interface Change extends Omit<StatusInterval, 'from' | 'to'> {
  readonly at: EpochMs;
  /** What the status had been, as the process that changed it knew it. */
  readonly cameFrom: Status | null;
}

const NOT_RECORDED = unknownBecause({ code: 'no_data', message: 'nothing is recorded of this time' });
const NOT_RUNNING = unknownBecause({ code: 'not_running', message: 'Bellwether was not running' });
const NOT_OBSERVED_SINCE = unknownBecause({ code: 'no_data', message: 'not observed since the restart' });

/** The whole range without holes, by time. What is yet to come is not part of it. */
export function intervalsOf(evidence: TimelineEvidence, range: TimeRange, now: EpochMs): StatusInterval[] {
  const end = Math.min(range.to, now);
  if (range.from >= end) return [];
  const changes = changesOf(evidence, range.from, end);
  const spans = changes.flatMap((change, i) => spansOf(change, changes[i + 1], evidence.gaps));
  const within = { from: range.from, to: end };
  return joined(spans.flatMap((each) => clipped(each, within, range.to >= now)));
}

/** Where an interval ends, for who measures it. */
export function endOf({ to }: StatusInterval, now: EpochMs): EpochMs {
  return to ?? now;
}

function changesOf({ transitions, live }: TimelineEvidence, from: EpochMs, end: EpochMs): Change[] {
  const changes = transitions.map(({ at, to, from: cameFrom, reasons, blame }): Change => {
    return { at, status: to, cameFrom, reasons, blame };
  });
  const first = changes[0];
  if (first === undefined || first.at > from)
    changes.unshift({ ...NOT_RECORDED, at: -Infinity, cameFrom: null });
  const last = changes.at(-1);
  if (live === null || last === undefined) return changes;
  const isNews = live.since > last.at && live.since < end && live.status !== last.status;
  return isNews ? [...changes, { ...live, at: live.since, cameFrom: null }] : changes;
}

/** From one change to the next, with what we slept through cut out of it. */
function spansOf(change: Change, next: Change | undefined, gaps: readonly TimeRange[]): StatusInterval[] {
  const end = next?.at ?? Infinity;
  const spans: StatusInterval[] = [];
  let { status, reasons, blame } = change as Omit<StatusInterval, 'from' | 'to'>;
  let at = change.at;
  for (const gap of gaps) {
    if (gap.to <= at || gap.from >= end) continue;
    spans.push({ status, from: at, to: Math.max(at, gap.from), reasons, blame });
    spans.push({ ...NOT_RUNNING, from: Math.max(at, gap.from), to: Math.min(gap.to, end) });
    at = Math.min(gap.to, end);
    // The process after the gap may not have known what the status was before it.
    const isForgotten = next !== undefined && next.cameFrom !== null && next.cameFrom !== change.status;
    if (isForgotten) ({ status, reasons, blame } = NOT_OBSERVED_SINCE);
  }
  spans.push({ status, from: at, to: end, reasons, blame });
  return spans;
}

function clipped(interval: StatusInterval, { from, to }: TimeRange, isOpen: boolean): StatusInterval[] {
  const start = Math.max(interval.from, from);
  const end = Math.min(interval.to ?? Infinity, to);
  if (start >= end) return [];
  const lasts = isOpen && (interval.to ?? Infinity) > to;
  return [{ ...interval, from: start, to: lasts ? null : end }];
}

/** A gap in which changes lie is one gap. */
function joined(intervals: readonly StatusInterval[]): StatusInterval[] {
  const wholes: StatusInterval[] = [];
  for (const each of intervals) {
    const last = wholes.at(-1);
    if (last?.reasons === each.reasons) wholes[wholes.length - 1] = { ...last, to: each.to };
    else wholes.push(each);
  }
  return wholes;
}

function unknownBecause(reason: TimelineReason): Omit<StatusInterval, 'from' | 'to'> {
  return { status: 'unknown', reasons: [reason], blame: null };
}
