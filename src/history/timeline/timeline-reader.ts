import type { Clock, EpochMs } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { HistoryStore, TimeRange } from '../history-store.ts';
import { timeToDetectMs } from './detection.ts';
import type { GapLog } from './gap-log.ts';
import { type Incident, incidentsOf, isTrouble } from './incidents.ts';
import { intervalsOf, type LiveStatus, type StatusInterval } from './status-interval.ts';
import { uptimePercent } from './uptime.ts';
import type { VendorNotice, VendorNotices } from './vendor-notices.ts';

export interface ExaminedIncident extends Incident {
  readonly timeToDetectMs: number | null;
  /** The first that the vendor reported of it; null where none is known. */
  readonly notice: VendorNotice | null;
}

export interface Timeline {
  readonly targetId: string;
  readonly range: TimeRange;
  /** When it was read: what lasts is measured to here. */
  readonly now: EpochMs;
  readonly intervals: readonly StatusInterval[];
  readonly incidents: readonly ExaminedIncident[];
  readonly uptimePercent: number | null;
}

export interface TimelineSources {
  readonly store: HistoryStore;
  readonly registry: HealthRegistry;
  readonly gaps: GapLog;
  readonly notices: VendorNotices;
}

const DAY_MS = 86_400_000;
/** How far beyond the range is looked for where an incident began or ended; at last as far as history goes. */
const REACHES_MS = [0, DAY_MS, 30 * DAY_MS, 3_650 * DAY_MS] as const;

/** What a target's status was, and what incidents it had. */
export class TimelineReader {
  readonly #sources: TimelineSources;
  readonly #clock: Clock;

  constructor(sources: TimelineSources, clock: Clock) {
    this.#sources = sources;
    this.#clock = clock;
  }

  async read(targetId: string, range: TimeRange): Promise<Timeline> {
    const now = this.#clock.now();
    const intervals = await this.intervals(targetId, range);
    const wider = await this.#wholeIncidents(targetId, range, intervals);
    const within = incidentsOf(wider).filter(
      ({ from, to }) => from < range.to && (to ?? Infinity) > range.from,
    );
    const incidents: ExaminedIncident[] = [];
    for (const incident of within) incidents.push(await this.#examine(targetId, incident));
    return {
      targetId,
      range,
      now,
      intervals,
      incidents,
      uptimePercent: uptimePercent(intervals, range, now),
    };
  }

  /** The range without holes, by time; what is yet to come is not part of it. */
  async intervals(targetId: string, range: TimeRange): Promise<StatusInterval[]> {
    const { store, gaps } = this.#sources;
    const transitions = await store.transitions({ targetId, ...range });
    const now = this.#clock.now();
    const live = range.to >= now ? this.#live(targetId) : null;
    return intervalsOf({ transitions, gaps: await gaps.all(), live }, range, now);
  }

  /** Looks beyond the range as far as an incident that crosses its edge goes. */
  async #wholeIncidents(
    targetId: string,
    range: TimeRange,
    intervals: StatusInterval[],
  ): Promise<StatusInterval[]> {
    const [back, forth] = [new Reach(-1), new Reach(1)];
    let wider = intervals;
    for (;;) {
      const isWidened = [back.widen(wider.at(0)), forth.widen(wider.at(-1))].includes(true);
      if (!isWidened) return wider;
      wider = await this.intervals(targetId, { from: range.from - back.ms, to: range.to + forth.ms });
    }
  }

  async #examine(targetId: string, incident: Incident): Promise<ExaminedIncident> {
    const { store, notices } = this.#sources;
    const to = incident.to ?? this.#clock.now();
    const reported = await notices.during(targetId, { from: incident.from, to });
    const timeToDetect = await timeToDetectMs(store, targetId, incident);
    return { ...incident, timeToDetectMs: timeToDetect, notice: reported[0] ?? null };
  }

  #live(targetId: string): LiveStatus | null {
    const state = this.#sources.registry.get(targetId);
    return state === undefined ? null : { ...state.verdict, since: state.since };
  }
}

/** How far one edge of a range is moved outwards. */
class Reach {
  #step = 0;
  readonly #end: -1 | 1;

  constructor(end: -1 | 1) {
    this.#end = end;
  }

  get ms(): number {
    return REACHES_MS[this.#step]!;
  }

  /** True when there is reason to look further. */
  widen(edge: StatusInterval | undefined): boolean {
    if (edge === undefined || (this.#end === 1 && edge.to === null)) return false;
    // An incident may go on behind a blind time, but not behind a long one.
    const isCut = isTrouble(edge) || (edge.status === 'unknown' && this.#step === 0);
    if (!isCut || this.#step === REACHES_MS.length - 1) return false;
    this.#step++;
    return true;
  }
}
