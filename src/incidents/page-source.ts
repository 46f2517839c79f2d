import type { MonotonicMs } from '../clock/clock.ts';
import type { PageSourceState } from '../health/status-page.ts';
import type { PagePoll, PollOutcome } from './page-poll.ts';
import { unreadable } from './page-poll.ts';
import type { PageFailure } from './page-fetcher.ts';
import type { PageWatch, SourceNote } from './page-watch.ts';
import type { PollPace } from './poll-pace.ts';

/** chosen: after this long without a look, what a page said is old news. */
export const BELIEVED_FOR_MS = 6 * 3_600_000;

export interface SourceChange {
  /** Address of the page, without its query. */
  readonly source: string;
  readonly from: PageSourceState;
  readonly to: PageSourceState;
  readonly detail: string | null;
}

/** One page, asked once for all providers that have it. */
export class PageSource {
  readonly #name: string;
  readonly #poll: PagePoll;
  readonly #pace: PollPace;
  readonly #watches = new Set<PageWatch>();
  readonly #onChange: (change: SourceChange) => void;
  #state: PageSourceState = 'pending';
  #readAtMs: MonotonicMs | null = null;

  constructor(name: string, poll: PagePoll, pace: PollPace, onChange: (change: SourceChange) => void) {
    this.#name = name;
    this.#onChange = onChange;
    this.#poll = poll;
    this.#pace = pace;
  }

  get watches(): ReadonlySet<PageWatch> {
    return this.#watches;
  }

  add(watch: PageWatch, nowMs: MonotonicMs): void {
    this.#watches.add(watch);
    // What it knows from before a restart is believed as if it had just been read.
    this.#readAtMs ??= nowMs;
    // It has seen nothing yet, so that "unchanged" would tell it nothing.
    this.#poll.forget();
    this.#pace.change(this.#shortestIntervalMs());
  }

  remove(watch: PageWatch): void {
    this.#watches.delete(watch);
    if (this.#watches.size > 0) this.#pace.change(this.#shortestIntervalMs());
  }

  isDue(nowMs: MonotonicMs): boolean {
    return this.#pace.isDue(nowMs);
  }

  /** What nobody could confirm for hours is dropped. */
  expire(nowMs: MonotonicMs): void {
    if (this.#readAtMs === null || nowMs - this.#readAtMs < BELIEVED_FOR_MS) return;
    this.#readAtMs = null;
    this.#poll.forget();
    for (const watch of this.#watches) watch.drop('source_dead');
  }

  async look(nowMs: MonotonicMs, signal: AbortSignal): Promise<void> {
    this.#pace.begin(nowMs);
    const outcome = await this.#poll.run(signal);
    if (outcome.kind === 'cancelled') return;
    const failure = outcome.kind === 'failed' ? outcome : this.#take(outcome, nowMs);
    if (failure === null) this.#pace.succeed();
    else this.#fail(failure);
  }

  #take(
    outcome: Exclude<PollOutcome, PageFailure | { kind: 'cancelled' }>,
    nowMs: MonotonicMs,
  ): PageFailure | null {
    const note: SourceNote = { state: 'ok', detail: outcome.kind === 'read' ? outcome.gap : null };
    if (outcome.kind === 'read') {
      const problems = [...this.#watches].map((watch) => watch.read(outcome.reader, outcome.documents));
      const problem = problems.find((each) => each !== null);
      if (problem) {
        this.#poll.forget();
        return unreadable(problem);
      }
    }
    this.#readAtMs = nowMs;
    this.#note(note);
    for (const watch of this.#watches) watch.confirm(note);
    return null;
  }

  #fail({ isDead, detail, retryAfterMs }: PageFailure): void {
    this.#pace.fail(retryAfterMs);
    const note: SourceNote = { state: isDead ? 'dead' : 'failing', detail };
    this.#note(note);
    for (const watch of this.#watches) watch.fail(note);
  }

  #note({ state, detail }: SourceNote): void {
    if (state === this.#state) return;
    this.#onChange({ source: this.#name, from: this.#state, to: state, detail });
    this.#state = state;
  }

  #shortestIntervalMs(): number {
    return Math.min(...[...this.#watches].map(({ settings }) => settings.intervalMs));
  }
}
