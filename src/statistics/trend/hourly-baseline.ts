import { median, medianDeviation } from './robust.ts';
import type { TrendPoint } from './trend-estimate.ts';

/** What is usual in one hour of the day, from the same hour of earlier days. */
export interface HourBaseline {
  readonly median: number;
  readonly mad: number;
  readonly days: number;
  readonly samples: number;
}

const HOURS_A_DAY = 24;
/** chosen: two days may both have been bad ones, and a handful of values has no middle. */
const FEWEST_DAYS = 3;
const FEWEST_SAMPLES_A_DAY = 4;

/** What is usual around the present hour. Hours without enough of a past are not known. */
export class HourlyBaseline {
  readonly #hours = new Map<number, HourBaseline>();

  /** @param points of earlier days, in any order; hours since the epoch */
  constructor(points: readonly TrendPoint[]) {
    const byHour = Map.groupBy(points, ({ atHours }) => Math.floor(atHours) % HOURS_A_DAY);
    for (const [hour, ofHour] of byHour) {
      const known = baselineOf(ofHour);
      if (known !== null) this.#hours.set(hour, known);
    }
  }

  /** Null where too little is known of that hour. */
  hour(atHours: number): HourBaseline | null {
    return this.#hours.get(((Math.floor(atHours) % HOURS_A_DAY) + HOURS_A_DAY) % HOURS_A_DAY) ?? null;
  }

  /** The usual value at a moment, without steps from hour to hour; null where it is not known. */
  expected(atHours: number): number | null {
    const before = Math.floor(atHours - 0.5);
    const low = this.hour(before);
    const high = this.hour(before + 1);
    if (low === null || high === null) return null;
    return low.median + (high.median - low.median) * (atHours - 0.5 - before);
  }
}

function baselineOf(points: readonly TrendPoint[]): HourBaseline | null {
  const days = Map.groupBy(points, ({ atHours }) => Math.floor(atHours / HOURS_A_DAY));
  const usable = [...days.values()].filter((ofDay) => ofDay.length >= FEWEST_SAMPLES_A_DAY);
  if (usable.length < FEWEST_DAYS) return null;
  const values = usable.flat().map(({ value }) => value);
  const center = median(values);
  return {
    median: center,
    mad: medianDeviation(values, center),
    days: usable.length,
    samples: values.length,
  };
}
