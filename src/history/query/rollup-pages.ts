import type { Clock, EpochMs } from '../../clock/clock.ts';
import type { HistoryStore, TimeRange } from '../history-store.ts';
import { RESOLUTION_MS } from '../resolution.ts';
import type { TimelineReader } from '../timeline/timeline-reader.ts';
import { uptimePercent } from '../timeline/uptime.ts';
import type { RollupQuestion } from './history-question.ts';
import { pairsOf, type RollupPair } from './rollup.view.ts';

/** chosen: some MB of sketches at most; a stretch without any is passed in longer and longer steps. */
const FEWEST_AT_ONCE = 500;
const MOST_AT_ONCE = 8_000;
/** Nothing is ever kept for longer. */
const LONGEST_KEPT_MS = 3_650 * 86_400_000;

/** Reads roll-ups newest first, a stretch of time at once, with the uptime of each. */
export class RollupPages {
  readonly #store: HistoryStore;
  readonly #timelines: TimelineReader;
  readonly #clock: Clock;

  constructor(store: HistoryStore, timelines: TimelineReader, clock: Clock) {
    this.#store = store;
    this.#timelines = timelines;
    this.#clock = clock;
  }

  async *read(question: RollupQuestion): AsyncGenerator<readonly RollupPair[]> {
    const lengthMs = RESOLUTION_MS[question.resolution];
    const now = this.#clock.now();
    const from = Math.max(question.range.from, now - LONGEST_KEPT_MS);
    let atOnce = Math.min(FEWEST_AT_ONCE, (question.limit ?? FEWEST_AT_ONCE) + 1);
    let to = Math.min(question.after?.at ?? question.range.to, now + 1);
    while (to > from) {
      const start = Math.max(from, to - atOnce * lengthMs);
      const pairs = await this.#within(question, { from: start, to }, now);
      if (pairs.length > 0) yield pairs.toReversed();
      atOnce = pairs.length > 0 ? Math.min(FEWEST_AT_ONCE, atOnce) : Math.min(MOST_AT_ONCE, atOnce * 2);
      to = start;
    }
  }

  /** Those that begin in the range, oldest first. */
  async #within(question: RollupQuestion, range: TimeRange, now: EpochMs): Promise<RollupPair[]> {
    const { targetId, resolution } = question;
    const pairs = pairsOf(await this.#store.rollups({ targetId, resolution, ...range }));
    const end = pairs.at(-1)?.to;
    if (end === undefined) return [];
    const intervals = await this.#timelines.intervals(targetId, { from: range.from, to: end });
    return pairs.map((pair) => ({ ...pair, uptimePercent: uptimePercent(intervals, pair, now) }));
  }
}
