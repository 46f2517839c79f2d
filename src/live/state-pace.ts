import type { MonotonicMs } from '../clock/clock.ts';
import type { News } from './live-event.ts';

/** chosen: nobody reads faster than four times a second. */
const PAUSE_MS = 250;
/** chosen: what a listener takes in without effort. */
const EVENTS_PER_SECOND = 10;
/** chosen: in a large house more is told, rather than that a state waits longer than this. */
const LONGEST_WAIT_S = 10;
const MS_PER_SECOND = 1_000;

/**
 * Paces states that change faster than they are worth telling: each at most four times a second, all together ten times
 * a second (a tenth of their number in a house of more than a hundred), who has waited longest first. None is lost: it is told later, as it is then.
 */
export class StatePace {
  readonly #waiting = new Map<string, News>();
  readonly #toldAtMs = new Map<string, MonotonicMs>();
  #credit = EVENTS_PER_SECOND;
  #creditedAtMs: MonotonicMs | null = null;

  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** The place in the queue is that of the first change since it was told. */
  note(state: string, news: News): void {
    this.#waiting.set(state, news);
  }

  /** It is told no more: what it was about is gone. */
  drop(state: string): void {
    this.#waiting.delete(state);
    this.#toldAtMs.delete(state);
  }

  /** What may be told now. */
  take(nowMs: MonotonicMs): News[] {
    this.#earn(nowMs);
    const due: News[] = [];
    for (const [state, news] of this.#waiting) {
      if (this.#credit < 1) break;
      if (nowMs - (this.#toldAtMs.get(state) ?? -Infinity) < PAUSE_MS) continue;
      this.#waiting.delete(state);
      this.#toldAtMs.set(state, nowMs);
      this.#credit--;
      due.push(news);
    }
    return due;
  }

  #earn(nowMs: MonotonicMs): void {
    const perSecond = Math.max(EVENTS_PER_SECOND, this.#waiting.size / LONGEST_WAIT_S);
    const elapsedMs = nowMs - (this.#creditedAtMs ?? nowMs);
    this.#creditedAtMs = nowMs;
    this.#credit = Math.min(perSecond, this.#credit + (elapsedMs / MS_PER_SECOND) * perSecond);
  }
}
