import type { EpochMs } from '../../clock/clock.ts';
import { round } from '../../health/report/window.view.ts';
import { endOf, type StatusInterval } from './status-interval.ts';
import type { ExaminedIncident, Timeline } from './timeline-reader.ts';

/** A timeline in the words of the API. */
export function timelineView({ targetId, range, now, ...timeline }: Timeline) {
  return {
    target: targetId,
    from: iso(range.from),
    to: iso(range.to),
    uptime_percent: timeline.uptimePercent === null ? null : round(timeline.uptimePercent),
    intervals: timeline.intervals.map((each) => intervalView(each, now)),
    incidents: timeline.incidents.map((each) => incidentView(each, targetId, now)),
  };
}

function intervalView(interval: StatusInterval, now: EpochMs) {
  const { status, from, to, reasons, blame } = interval;
  return {
    status,
    from: iso(from),
    to: isoOrNull(to),
    duration_seconds: seconds(endOf(interval, now) - from),
    reasons,
    blame,
  };
}

function incidentView(incident: ExaminedIncident, targetId: string, now: EpochMs) {
  const { from, to, worstStatus, cause, blame, timeToDetectMs } = incident;
  return {
    // The same for every question: a target has one incident at a time.
    id: `${targetId}@${iso(from)}`,
    target: targetId,
    from: iso(from),
    to: isoOrNull(to),
    duration_seconds: seconds((to ?? now) - from),
    worst_status: worstStatus,
    cause,
    blame,
    time_to_detect_seconds: timeToDetectMs === null ? null : seconds(timeToDetectMs),
    vendor_notice: noticeView(incident),
  };
}

function noticeView({ notice, detectedAt }: ExaminedIncident) {
  if (notice === null) return null;
  return {
    title: notice.title,
    reported_at: iso(notice.reportedAt),
    lead_seconds: seconds(notice.reportedAt - detectedAt),
  };
}

function iso(at: EpochMs): string {
  return new Date(at).toISOString();
}

function isoOrNull(at: EpochMs | null): string | null {
  return at === null ? null : iso(at);
}

function seconds(ms: number): number {
  return Math.round(ms) / 1_000;
}
