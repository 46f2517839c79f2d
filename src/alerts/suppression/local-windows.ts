import { Temporal } from 'temporal-polyfill';
import type { EpochMs } from '../../clock/clock.ts';

/** Begins on chosen days of a local calendar at a local time, and ends as its length or its own local time says. */
export interface LocalWindow {
  /** 1 Monday to 7 Sunday; empty means every day. */
  readonly weekdays: readonly number[];
  /** `HH:MM`. */
  readonly startsAt: string;
  /** Real time that it lasts, milliseconds; or the local time at which it ends. */
  readonly ends: { readonly afterMs: number } | { readonly at: string };
  readonly timeZone: string;
}

export interface Occurrence {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const DAY_MS = 86_400_000;
/** A week brings every weekday round, and a day more one that the clock's change pushed aside. */
const DAYS_AHEAD = 8;

/**
 * The occurrence that is open then, else the next one; null when there is none within a week. A local time that a
 * change of the clock skips begins right after it; one that comes twice begins the first time.
 */
export function occurrenceAt(window: LocalWindow, now: EpochMs): Occurrence | null {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(window.timeZone);
  const longestMs = 'afterMs' in window.ends ? window.ends.afterMs : DAY_MS;
  const daysBack = Math.ceil(longestMs / DAY_MS) + 1;
  for (let days = -daysBack; days <= DAYS_AHEAD; days++) {
    const date = here.toPlainDate().add({ days });
    if (window.weekdays.length > 0 && !window.weekdays.includes(date.dayOfWeek)) continue;
    const occurrence = onDate(window, date);
    if (occurrence.to > now) return occurrence;
  }
  return null;
}

function onDate({ startsAt, ends, timeZone }: LocalWindow, date: Temporal.PlainDate): Occurrence {
  const from = localMs(date, startsAt, timeZone);
  if ('afterMs' in ends) return { from, to: from + ends.afterMs };
  const isNextDay = ends.at <= startsAt;
  return { from, to: localMs(isNextDay ? date.add({ days: 1 }) : date, ends.at, timeZone) };
}

function localMs(date: Temporal.PlainDate, time: string, timeZone: string): EpochMs {
  const plainTime = Temporal.PlainTime.from(time);
  return date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}

/** Remembers when a window opens and closes next, so that the calendar is asked a few times a day. */
export class LocalWindowClock {
  readonly #window: LocalWindow;
  #occurrence: Occurrence | null = null;
  #askedAt: EpochMs = Infinity;

  constructor(window: LocalWindow) {
    this.#window = window;
  }

  /** The occurrence that is open; null between two. */
  openAt(now: EpochMs): Occurrence | null {
    const isOver = this.#occurrence === null || now >= this.#occurrence.to;
    if (isOver || now < this.#askedAt) {
      this.#occurrence = occurrenceAt(this.#window, now);
      this.#askedAt = now;
    }
    return this.#occurrence !== null && this.#occurrence.from <= now ? this.#occurrence : null;
  }

  /** The next one that begins, or the one that is open. */
  next(now: EpochMs): Occurrence | null {
    this.openAt(now);
    return this.#occurrence;
  }
}
